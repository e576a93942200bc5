package io.jlinux.testkit;

import java.util.Optional;

/** Probes of kinds of links, by making one in a network namespace of a child's own. */
final class LinkProbes {
    private LinkProbes() {}

    /** {@code words} follow {@code type} of {@code ip link add}; a link named {@code base} is there. */
    static Optional<String> kind(String words) {
        String script = "ip link add base type veth && ip link add name jlinux0 " + words;
        return ToolProbes.runs("unshare", "-rn", "sh", "-c", script)
                .map(why -> "no link '" + words + "' can be made (kernel module, or user namespaces)");
    }
}
