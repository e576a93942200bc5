package io.jlinux.net.container;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.nio.file.Path;

/** The files below {@code /proc/sys/net}, which show the namespace of the thread that opens them. */
final class HostSysctl {
    static final String IPV4_FORWARDING = "ipv4/ip_forward";
    static final String IPV6_FORWARDING = "ipv6/conf/all/forwarding";

    private static final Path ROOT = Path.of("/proc/sys/net");

    private HostSysctl() {}

    static String routeLocalnet(String link) {
        return "ipv4/conf/" + link + "/route_localnet";
    }

    static String read(NamespaceHandle namespace, String key) throws LinuxException {
        return namespace.<String, LinuxException>call(
                () -> KernelFile.read(ROOT.resolve(key)).strip());
    }

    static void write(NamespaceHandle namespace, String key, String value) throws LinuxException {
        namespace.<Boolean, LinuxException>call(() -> {
            try (Fd fd = Fd.open(ROOT.resolve(key), Fcntl.O_WRONLY)) {
                fd.write(value);
            }
            return true;
        });
    }
}
