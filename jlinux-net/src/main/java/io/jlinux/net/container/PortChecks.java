package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Whether ports of the host can be forwarded. */
final class PortChecks {
    private static final String AREA = "ports";

    private PortChecks() {}

    /**
     * Looks at ports.
     *
     * @param held those that this JVM keeps for containers
     * @param ownSockets by which it does
     */
    static List<Finding> check(
            NetworkFacts host, List<ForwardedPort> forwards, Predicate<ForwardedPort> held, Set<Long> ownSockets) {
        List<Finding> list = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ForwardedPort forward : forwards) {
            list.add(port(host, forward, held.test(forward) ? ownSockets : Set.of(), seen));
        }
        return list;
    }

    private static Finding port(NetworkFacts host, ForwardedPort forward, Set<Long> own, Set<String> seen) {
        String port = forward.hostPort() + "/" + forward.protocol();
        String subject = "port " + forward;
        if (!seen.add(forward.hostAddress() + port)) {
            return Finding.missing(
                    AREA,
                    subject,
                    "it is forwarded twice",
                    "only one of the containers is reached",
                    "forward another port of the host to the second one");
        }
        if (host.sockets().stream().noneMatch(s -> s.isInTheWayOf(forward, own))) {
            return Finding.ok(AREA, subject, "no program of the host has " + port);
        }
        return Finding.missing(
                AREA,
                subject,
                "a program of the host has " + port,
                "it cannot be forwarded as well: whoever asks for the port means that program",
                "'ss -tulnp sport = :" + forward.hostPort() + "' shows it; end it, or forward another port");
    }
}
