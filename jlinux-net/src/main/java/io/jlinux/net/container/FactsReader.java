package io.jlinux.net.container;

import io.jlinux.net.Link;
import io.jlinux.net.Network;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@link NetworkFacts} from the kernel. */
final class FactsReader {
    private static final Path SYSCTLS = Path.of("/proc/sys/net");
    private static final Path SOCKETS = Path.of("/proc/thread-self/net");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SOCKET = "socket:[";

    private FactsReader() {}

    static NetworkFacts read(NamespaceHandle namespace) throws IOException {
        try (Network network = Network.in(namespace)) {
            List<Link> links = network.links().list();
            return namespace.<NetworkFacts, IOException>call(() -> new NetworkFacts(
                    links, network.addresses().list(), network.routes().list(), sysctls(links), sockets()));
        }
    }

    private static Map<String, String> sysctls(List<Link> links) throws LinuxException {
        List<String> keys = new ArrayList<>(List.of(
                ForwardingSetting.IPV4.key(),
                ForwardingSetting.IPV6.key(),
                "ipv4/conf/all/rp_filter",
                "bridge/bridge-nf-call-iptables",
                "bridge/bridge-nf-call-ip6tables"));
        for (Link link : links) keys.add("ipv4/conf/" + link.name() + "/rp_filter");
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            try {
                values.put(key, KernelFile.read(SYSCTLS.resolve(key)).strip());
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) throw e; // no IPv6, or br_netfilter is not loaded
            }
        }
        return values;
    }

    private static List<ListeningSocket> sockets() throws LinuxException {
        List<ListeningSocket> all = new ArrayList<>();
        for (ForwardedPort.Protocol protocol : ForwardedPort.Protocol.values()) {
            for (String family : List.of("", "6")) {
                Path file = SOCKETS.resolve(protocol + family);
                if (Files.exists(file)) all.addAll(ListeningSocket.parse(protocol, KernelFile.read(file)));
            }
        }
        return all;
    }

    /** The sockets of this JVM, which keeps forwarded ports by them. */
    static Set<Long> ownSockets() throws IOException {
        Set<Long> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                String target;
                try {
                    target = Files.readSymbolicLink(descriptor).toString();
                } catch (IOException e) {
                    continue; // closed meanwhile
                }
                if (!target.startsWith(SOCKET)) continue;
                inodes.add(Long.parseLong(target.substring(SOCKET.length(), target.length() - 1)));
            }
        }
        return inodes;
    }
}
