package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a container can look up names. */
final class NameChecks {
    private static final String AREA = "names";
    private static final int PORT = 53;

    private NameChecks() {}

    /**
     * Looks at a {@code resolv.conf}.
     *
     * @param text of the file; empty for no file
     */
    static List<Finding> check(NetworkFacts container, Optional<String> text) {
        List<InetAddress> servers =
                text.map(NameServers::parse).map(NameServers::servers).orElse(List.of());
        if (text.isEmpty() || servers.isEmpty()) {
            String found = text.isEmpty() ? "there is no such file" : "it names no server";
            return List.of(Finding.missing(
                    AREA,
                    "resolv.conf",
                    found,
                    "names are not found: programs ask 127.0.0.1, where nobody is",
                    "write what Attachment.files().resolvConf() says to /etc/resolv.conf of the container"));
        }
        List<Finding> list = new ArrayList<>();
        list.add(Finding.ok(AREA, "resolv.conf", servers.size() + " servers"));
        for (InetAddress server : servers) list.add(server(container, server));
        return list;
    }

    private static Finding server(NetworkFacts container, InetAddress server) {
        String subject = "name server " + Cidr.text(server);
        if (server.isLoopbackAddress()) {
            boolean answered = container.sockets().stream()
                    .anyMatch(s -> s.protocol() == ForwardedPort.Protocol.UDP && s.port() == PORT);
            if (answered) return Finding.ok(AREA, subject, "a program in the container has the port");
            return Finding.missing(
                    AREA,
                    subject,
                    "it is on the loopback, and nobody in the container has port " + PORT,
                    "the host's resolver is on the host's loopback, which is another one: names are not found",
                    "name servers that are reached from elsewhere: NameServers.OF_HOST leaves those out that are not");
        }
        boolean own = container.addresses().stream()
                .anyMatch(a -> a.cidr().address().equals(server) || a.cidr().contains(server));
        if (own || container.routeTo(server).isPresent()) return Finding.ok(AREA, subject, "there is a route to it");
        return Finding.missing(
                AREA,
                subject,
                "the container has no route to it",
                "names are not found",
                "give the container a default route, or a server that it reaches");
    }
}
