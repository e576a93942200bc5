package io.jlinux.testkit;

import java.util.Optional;

/** Probes of kinds of links and of traffic control, by making one in a network namespace of a child's own. */
final class LinkProbes {
    private LinkProbes() {}

    /** {@code words} follow {@code type} of {@code ip link add}; a link named {@code base} is there. */
    static Optional<String> kind(String words) {
        String script = "ip link add base type veth && ip link add name jlinux0 " + words;
        return ToolProbes.runs("unshare", "-rn", "sh", "-c", script)
                .map(why -> "no link '" + words + "' can be made (kernel module, or user namespaces)");
    }

    /** {@code tc} with these words about the link {@code base}, which has a clsact if they are about a filter. */
    static Optional<String> traffic(String words) {
        String clsact = words.startsWith("filter") ? "tc qdisc add dev base clsact && " : "";
        String script = "ip link add base type veth && " + clsact + "tc " + words;
        return ToolProbes.runs("unshare", "-rn", "sh", "-c", script)
                .map(why -> "'tc " + words + "' does not work (kernel module, or user namespaces)");
    }

    /** {@code words} follow a route by {@code ip}. */
    static Optional<String> encapsulation(String words) {
        String route = "ip route add 10.99.0.0/16 " + words + " dev base";
        String script = "ip link add base type veth && ip link set base up && " + route;
        return ToolProbes.runs("unshare", "-rn", "sh", "-c", script)
                .map(why -> "no route with '" + words + "' can be made (kernel module, or user namespaces)");
    }
}
