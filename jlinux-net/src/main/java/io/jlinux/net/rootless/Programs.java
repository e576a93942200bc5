package io.jlinux.net.rootless;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What there is to know of the two programs. */
final class Programs {
    private static final Path TUN = Path.of("/dev/net/tun");

    private Programs() {}

    static boolean isInstalled(String name) {
        for (String directory :
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) return true;
        }
        return false;
    }

    static String packageOf(String name) {
        return name.equals(Pasta.NAME) ? "passt" : "slirp4netns";
    }

    /** Whether this JVM is root, perhaps of a user namespace. */
    static boolean isRoot() throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /** What a program's last words usually mean, looked up on the live system. */
    static @Nullable String hint(String log) {
        String lower = log.toLowerCase(Locale.ROOT);
        if (lower.contains("/dev/net/tun") || lower.contains("tun socket")) return tun();
        if (lower.contains("external") && lower.contains("interface")) {
            return "pasta copies a link of the host that has a default route, and there is none: name one with"
                    + " hostInterface(), or take slirp4netns";
        }
        if (lower.contains("setns") || lower.contains("enter")) {
            return "this user has no rights over the namespaces: they belong to another user, or to a user namespace outside";
        }
        if (lower.contains("pivot_root") || lower.contains("sandbox")) {
            return "where this JVM may not mount, slirp4netns needs sandbox(false)";
        }
        return null;
    }

    private static @Nullable String tun() {
        if (!Files.exists(TUN)) return TUN + " is missing: the kernel's module tun is not loaded (modprobe tun)";
        if (!Files.isReadable(TUN) || !Files.isWritable(TUN)) {
            return TUN + " may not be opened by this user: its mode is 0666 on most hosts";
        }
        return null;
    }
}
