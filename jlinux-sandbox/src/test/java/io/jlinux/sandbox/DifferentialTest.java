package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.MountInfo;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same program sees the same under bubblewrap, under unshare(1) and under us. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class DifferentialTest {
    private static final String LOOK =
            "for n in user pid mnt net ipc uts cgroup; do echo ns $(readlink /proc/self/ns/$n); done;"
                    + " sed 's/^/status /' /proc/self/status; sed 's/^/uid_map /' /proc/self/uid_map; sed 's/^/gid_map /' /proc/self/gid_map;"
                    + " sed 's/^/setgroups /' /proc/self/setgroups; sed 's/^/mount /' /proc/self/mountinfo; hostname | sed 's/^/hostname /'";

    /** What a program saw. */
    private record Seen(
            Set<String> ownNamespaces, Map<String, String> status, Map<String, String> mounts, List<String> rest) {
        static Seen of(String text) throws Exception {
            Set<String> own = new TreeSet<>();
            Map<String, String> status = new LinkedHashMap<>();
            Map<String, String> mounts = new TreeMap<>();
            List<String> rest = new ArrayList<>();
            for (String line : text.lines().toList()) {
                String[] f = line.split(" ", 2);
                switch (f[0]) {
                    case "ns" -> {
                        String kind = f[1].replaceAll(":.*", "");
                        if (!f[1].equals(Files.readSymbolicLink(Path.of("/proc/self/ns", kind))
                                .toString())) own.add(kind);
                    }
                    case "status" -> {
                        String[] field = f[1].split(":\\s*", 2);
                        if (field[0].matches("Cap\\w+|NoNewPrivs|Uid|Gid|Seccomp")) status.put(field[0], field[1]);
                    }
                    case "mount" -> {
                        MountInfo m = MountInfo.parse(f[1]).get(0);
                        List<String> flags = new ArrayList<>(m.options());
                        flags.retainAll(List.of("ro", "rw", "nosuid", "nodev", "noexec"));
                        mounts.put(m.target(), m.type() + " " + flags);
                    }
                    default -> rest.add(line.replaceAll("\\s+", " "));
                }
            }
            return new Seen(own, status, mounts, rest);
        }
    }

    private static Seen tool(String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("/bin/sh", "-c", LOOK));
        return look(Spawn.command(line));
    }

    private static Seen look(Spawn spawn) throws Exception {
        try (LinuxProcess p = spawn.start()) {
            Ended e = Ended.of(p, 60);
            assertThat(e.code()).as(e.toString()).isZero();
            return Seen.of(e.out());
        }
    }

    private static List<String> bubblewrap() {
        List<String> line = new ArrayList<>(
                List.of("bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-pid", "--as-pid-1"));
        line.addAll(List.of(
                "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup", "--hostname", "sandbox"));
        for (String part : List.of("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")) {
            Path path = Path.of(part);
            if (Files.isSymbolicLink(path)) {
                try {
                    line.addAll(
                            List.of("--symlink", Files.readSymbolicLink(path).toString(), part));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            } else if (Files.exists(path)) {
                line.addAll(List.of("--ro-bind", part, part));
            }
        }
        line.addAll(List.of(
                "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--remount-ro", "/", "--cap-drop", "ALL"));
        line.addAll(List.of("--new-session", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--chdir", "/tmp"));
        return line;
    }

    @Test
    @Requires(Requirement.BWRAP)
    void asUnderBubblewrap() throws Exception {
        Seen theirs = tool(bubblewrap().toArray(String[]::new));
        Seen ours = look(Sandbox.untrusted().identity(Identity.caller()).spawn("/bin/sh", "-c", LOOK));
        assertThat(ours.ownNamespaces).isEqualTo(theirs.ownNamespaces).hasSize(7);
        // bubblewrap nests two user namespaces, so that the id outside is another one
        assertThat(ours.rest.stream().map(DifferentialTest::withoutOutside).toList())
                .isEqualTo(theirs.rest.stream()
                        .map(DifferentialTest::withoutOutside)
                        .toList());
        assertThat(without(ours.status, "Seccomp")).isEqualTo(without(theirs.status, "Seccomp"));
        for (String target : List.of("/", "/usr", "/proc", "/dev", "/tmp")) {
            assertThat(ours.mounts).as(target).containsKey(target);
            assertThat(theirs.mounts).as(target).containsKey(target);
            assertThat(ours.mounts.get(target).split(" ", 2)[0])
                    .as(target)
                    .isEqualTo(theirs.mounts.get(target).split(" ", 2)[0]);
            assertThat(flags(ours, target)).as("at least as closed: " + target).containsAll(closing(theirs, target));
        }
        // what we have beyond it, or it beyond us, is by intent
        assertThat(beyond(ours, theirs))
                .allMatch(t -> t.startsWith("/etc/") || t.startsWith("/proc/") || t.startsWith("/dev/"));
        assertThat(beyond(theirs, ours))
                .allMatch(t -> t.equals("/dev/pts") || t.startsWith("/proc/") || t.equals("/dev/console"));
    }

    private static String withoutOutside(String line) {
        return line.replaceAll("^(.id_map \\d+) \\d+ ", "$1 ");
    }

    private static Set<String> beyond(Seen a, Seen b) {
        Set<String> more = new TreeSet<>(a.mounts.keySet());
        more.removeAll(b.mounts.keySet());
        return more;
    }

    private static List<String> flags(Seen s, String target) {
        return List.of(s.mounts.get(target).replaceAll(".*\\[|]", "").split(", "));
    }

    private static List<String> closing(Seen s, String target) {
        // nodev says nothing of a tmpfs that was made in a user namespace: its devices are never opened
        return flags(s, target).stream()
                .filter(f -> !f.equals("rw") && !(f.equals("nodev") && target.equals("/")))
                .toList();
    }

    private static Map<String, String> without(Map<String, String> map, String key) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.remove(key);
        return copy;
    }

    @Test
    @Requires(Requirement.UNSHARE)
    void asUnderUnshare() throws Exception {
        Seen theirs = tool(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "--pid",
                "--fork",
                "--net",
                "--ipc",
                "--uts",
                "--cgroup");
        Seen ours = look(Spawn.command("/bin/sh", "-c", LOOK)
                .unshare(
                        Namespace.USER,
                        Namespace.MOUNT,
                        Namespace.PID,
                        Namespace.NET,
                        Namespace.IPC,
                        Namespace.UTS,
                        Namespace.CGROUP));
        assertThat(ours).isEqualTo(theirs);
        assertThat(ours.ownNamespaces).hasSize(7);
    }
}
