package io.jlinux.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Probes of the user that runs the tests. */
final class UserProbes {
    private static final int CAP_SYS_RESOURCE = 24;

    private UserProbes() {}

    static Optional<String> root() {
        if (uid() != 0) return Optional.of("runs as uid " + uid() + ", not as root");
        if (!lines("/proc/self/uid_map").stream().allMatch(l -> l.strip().matches("0\\s+0\\s+4294967295"))) {
            return Optional.of("root, but of a user namespace");
        }
        return sysAdmin();
    }

    static Optional<String> sysResource() {
        Optional<String> missing = root();
        if (missing.isPresent()) return missing;
        boolean has = lines("/proc/self/status").stream()
                .filter(l -> l.startsWith("CapEff:"))
                .anyMatch(l -> (Long.parseUnsignedLong(l.split("\\s+")[1], 16) >> CAP_SYS_RESOURCE & 1) != 0);
        return has ? Optional.empty() : Optional.of("root without CAP_SYS_RESOURCE");
    }

    static Optional<String> notRoot() {
        return uid() == 0 ? Optional.of("runs as root, not as an ordinary user") : Optional.empty();
    }

    /** CAP_SYS_ADMIN, tried with a namespace of a thread that ends at once. */
    static Optional<String> sysAdmin() {
        try (NamespaceThread ignored = NamespaceThread.start(List.of(Kind.UTS))) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("no CAP_SYS_ADMIN: " + e.getMessage());
        }
    }

    static Optional<String> userNamespaces() {
        return ToolProbes.runs("unshare", "--user", "--map-root-user", "true");
    }

    static Optional<String> newuidmap() {
        if (ToolProbes.onPath("newuidmap").isEmpty()
                || ToolProbes.onPath("newgidmap").isEmpty()) {
            return Optional.of("newuidmap and newgidmap are not installed (package uidmap)");
        }
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            boolean range = lines(file).stream()
                    .anyMatch(l -> l.startsWith(uid() + ":") || l.startsWith(System.getProperty("user.name") + ":"));
            if (!range) return Optional.of(file + " has no range for uid " + uid());
        }
        return Optional.empty();
    }

    private static int uid() {
        String line = lines("/proc/self/status").stream()
                .filter(l -> l.startsWith("Uid:"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(line.split("\\s+")[2]);
    }

    static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
