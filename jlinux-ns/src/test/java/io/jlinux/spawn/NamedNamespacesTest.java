package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.NamedNamespaces;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Namespaces with names, in a mount namespace and a /run of this test's own. */
@NoLeaks
@InNamespace(Kind.MOUNT)
@Timeout(60)
@Requires(Requirement.ROOT)
class NamedNamespacesTest {
    private final NamedNamespaces networks = NamedNamespaces.networks();

    @BeforeEach
    void aRunOfOurOwn() throws LinuxException {
        tmpfs("/run", 0);
    }

    private static void tmpfs(String path, long flags) {
        try (Scratch s = Scratch.borrow()) {
            long type = s.string(0, "tmpfs");
            assertThat(RawSyscall.call(Syscall.MOUNT, type, s.string(64, path), type, flags, 0))
                    .isZero();
        }
    }

    private static String ip(String... args) throws IOException, InterruptedException {
        String[] argv = new String[args.length + 1];
        argv[0] = "ip";
        System.arraycopy(args, 0, argv, 1, args.length);
        return Run.text(Spawn.command(argv));
    }

    private static String mountinfo() throws IOException {
        return Files.readString(Path.of("/proc/thread-self/mountinfo"));
    }

    @Test
    void aNamedNetworkLastsWithoutAProcess() throws Exception {
        assertThat(networks.list()).isEmpty();
        long id;
        try (NamespaceHandle blue = networks.add("blue")) {
            id = blue.id();
        }
        assertThat(networks.list()).containsExactly("blue");
        try (NamespaceHandle again = networks.open("blue")) {
            assertThat(again.id()).isEqualTo(id);
            assertThat(Run.text(Spawn.command("readlink", "/proc/self/ns/net").join(again)))
                    .isEqualTo(again.toString());
        }
        networks.remove("blue");
        assertThat(networks.list()).isEmpty();
        assertThat(Path.of("/run/netns/blue")).doesNotExist();
        assertThatThrownBy(() -> networks.open("blue")).hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> networks.remove("blue")).hasMessageContaining("ENOENT");
    }

    @Test
    @Requires(Requirement.IP)
    void ipSeesUsesAndDeletesOurs() throws Exception {
        long id;
        try (NamespaceHandle ours = networks.add("ours")) {
            id = ours.id();
        }
        assertThat(ip("netns", "list")).isEqualTo("ours");
        assertThat(ip("netns", "exec", "ours", "readlink", "/proc/self/ns/net")).isEqualTo("net:[" + id + "]");
        ip("netns", "del", "ours");
        assertThat(networks.list()).isEmpty();
        assertThat(mountinfo()).doesNotContain("net:[");
    }

    @Test
    @Requires(Requirement.IP)
    void weSeeOpenAndDeleteWhatIpAdded() throws Exception {
        ip("netns", "add", "theirs");
        assertThat(networks.list()).containsExactly("theirs");
        try (NamespaceHandle h = networks.open("theirs")) {
            assertThat(ip("netns", "exec", "theirs", "readlink", "/proc/self/ns/net"))
                    .isEqualTo(h.toString());
        }
        try (NamespaceHandle ours = networks.add("ours")) {
            assertThat(ours).isNotNull();
        }
        assertThat(ip("netns", "list").lines()).containsExactlyInAnyOrder("ours", "theirs");
        networks.remove("theirs");
        assertThat(ip("netns", "list")).isEqualTo("ours");
        networks.remove("ours");
        assertThat(mountinfo().lines().filter(l -> l.contains("/run/netns")))
                .as("bound once")
                .hasSize(1);
    }

    @Test
    @Requires(Requirement.IP)
    void theDirectoryIsMountedAsIpMountsIt() throws Exception {
        networks.add("a").close();
        String ours = netnsMounts();
        networks.remove("a");
        try (Scratch s = Scratch.borrow()) {
            assertThat(RawSyscall.call(Syscall.UMOUNT2, s.string(0, "/run"), MountFlags.MNT_DETACH))
                    .isZero();
        }
        tmpfs("/run", 0);
        ip("netns", "add", "a");
        assertThat(netnsMounts()).isEqualTo(ours).contains("shared");
    }

    /** Mount point, root, and the names of the optional fields. */
    private static String netnsMounts() throws IOException {
        StringBuilder text = new StringBuilder();
        mountinfo().lines().filter(l -> l.contains("/run/netns")).forEach(l -> {
            String[] f = l.split(" ");
            text.append(f[4])
                    .append(' ')
                    .append(f[3].replaceAll("\\d+", "N"))
                    .append(' ')
                    .append(f[6].replaceAll("\\d+", "N"))
                    .append('\n');
        });
        return text.toString();
    }

    @Test
    void namesReachMountNamespacesThatWereThereBefore() throws Exception {
        networks.add("first").close();
        try (LinuxProcess other = Spawn.command(
                        "/bin/sh",
                        "-c",
                        "echo up; read x; ls /run/netns; stat -f -c %T /run/netns/second; read x;"
                                + " grep -c net: /proc/self/mountinfo")
                .unshare(Namespace.MOUNT)
                .start()) {
            var out = other.inputReader();
            assertThat(out.readLine()).isEqualTo("up");
            networks.add("second").close();
            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertThat(out.readLine()).isEqualTo("first");
            assertThat(out.readLine()).isEqualTo("second");
            assertThat(out.readLine()).isEqualTo("nsfs");
            networks.remove("first");
            networks.remove("second");
            other.getOutputStream().write('\n');
            other.getOutputStream().flush();
            assertThat(out.readLine()).as("what is removed is not kept there").isEqualTo("0");
        }
    }

    @Test
    void everyKindThatNeedsNoProcess() throws Exception {
        for (Namespace kind : new Namespace[] {
            Namespace.UTS, Namespace.IPC, Namespace.NET, Namespace.CGROUP, Namespace.MOUNT, Namespace.TIME
        }) {
            NamedNamespaces named = NamedNamespaces.of(kind);
            try (NamespaceHandle made = named.add("x");
                    NamespaceHandle own = kind.current()) {
                assertThat(made.sameAs(own)).isFalse();
                assertThat(named.list()).as(kind.name()).containsExactly("x");
                assertThat(Run.text(Spawn.command("readlink", "/proc/self/ns/" + kind.procName())
                                .join(made)))
                        .isEqualTo(made.toString());
            }
            named.remove("x");
            assertThat(named.list()).isEmpty();
        }
        assertThat(mountinfo()).doesNotContain(":[");
    }

    @Test
    void aTimeNamespaceWithOffsetsIsForManyProcesses() throws Exception {
        NamedNamespaces clocks = NamedNamespaces.of(Namespace.TIME);
        try (NamespaceHandle time = TimeOffsets.both(Duration.ofHours(2)).createNamespace()) {
            clocks.add("later", time);
            for (int i = 0; i < 2; i++) {
                String offsets = Run.text(
                        Spawn.command("cat", "/proc/self/timens_offsets").join(time));
                assertThat(offsets.replaceAll("\\s+", " ")).isEqualTo("monotonic 7200 0 boottime 7200 0");
            }
        }
        clocks.remove("later");
        assertThatThrownBy(() -> TimeOffsets.both(Duration.ofDays(-36_500)).createNamespace())
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ERANGE));
    }

    @Test
    void userAndPidNamespacesComeWithAProcess() throws Exception {
        assertThatThrownBy(Namespace.USER::create)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("UserNamespaces.create");
        assertThatThrownBy(Namespace.PID::create).hasMessageContaining("Spawn.unshare(Namespace.PID)");
        try (UserNamespaces box = UserNamespaces.create(IdMap.rootToSelf())) {
            NamedNamespaces users = NamedNamespaces.of(Namespace.USER);
            users.add("u", box.handle(Namespace.USER));
            box.close();
            try (NamespaceHandle u = users.open("u")) {
                assertThat(Run.text(Spawn.command("id", "-u").join(u))).isEqualTo("0");
            }
            users.remove("u");
        }
        try (LinuxProcess init =
                        Spawn.command("sleep", "60").unshare(Namespace.PID).start();
                NamespaceHandle pid = init.namespace(Namespace.PID)) {
            NamedNamespaces pids = NamedNamespaces.of(Namespace.PID);
            pids.add("p", pid);
            try (NamespaceHandle p = pids.open("p")) {
                assertThat(Integer.parseInt(
                                Run.text(Spawn.command("sh", "-c", "echo $$").join(p))))
                        .isGreaterThan(1);
            }
            pids.remove("p");
        }
    }

    @Test
    void theMountNamespaceThatOneIsInCannotBeNamed() throws Exception {
        NamedNamespaces mounts = NamedNamespaces.of(Namespace.MOUNT);
        try (NamespaceHandle own = Namespace.MOUNT.current()) {
            assertThatThrownBy(() -> mounts.add("loop", own))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("older");
        }
        assertThat(Path.of("/run/mntns/loop")).doesNotExist();
    }

    @Test
    void aNameIsTakenOnce() throws Exception {
        networks.add("a").close();
        assertThatThrownBy(() -> networks.add("a"))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageContaining("/run/netns/a");
        assertThat(networks.list()).containsExactly("a");
        networks.remove("a");
    }

    @Test
    void whatWasLeftBehindIsToldAndRemoved() throws Exception {
        networks.add("a").close();
        networks.remove("a");
        Path file = Files.createFile(Path.of("/run/netns/stale"));
        assertThat(networks.list()).isEmpty();
        assertThatThrownBy(() -> networks.open("stale")).hasMessageContaining("no namespace is mounted on it");
        networks.remove("stale");
        assertThat(file).doesNotExist();
        Path data = Files.writeString(Path.of("/run/netns/data"), "somebody's");
        assertThatThrownBy(() -> networks.remove("data")).hasMessageContaining("not a namespace");
        assertThat(data).exists();
        Path directory = Files.createDirectory(Path.of("/run/netns/directory"));
        assertThatThrownBy(() -> networks.remove("directory")).hasMessageContaining("not a namespace");
        assertThat(directory).exists();
    }

    @Test
    void otherKindsAreNotListedAndNotTaken() throws Exception {
        NamedNamespaces mixed = NamedNamespaces.in(Path.of("/run/netns"), Namespace.UTS);
        networks.add("n").close();
        mixed.add("u").close();
        assertThat(networks.list()).containsExactly("n");
        assertThat(mixed.list()).containsExactly("u");
        try (NamespaceHandle uts = mixed.open("u")) {
            assertThatThrownBy(() -> networks.add("x", uts)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> networks.open("u")).hasMessageContaining("it is a UTS namespace");
        networks.remove("n");
        mixed.remove("u");
    }

    @Test
    void onAReadOnlyFileSystemNothingIsLeft() throws Exception {
        tmpfs("/run", MountFlags.MS_RDONLY);
        assertThatThrownBy(() -> networks.add("a")).hasMessageContaining("EROFS");
        assertThat(networks.list()).isEmpty();
        assertThat(mountinfo()).doesNotContain("/run/netns");
    }

    @Test
    void namesThatLeadElsewhereAreRefused() {
        for (String bad : new String[] {"", ".", "..", "a/b", "a\0b", "x".repeat(256)}) {
            assertThatThrownBy(() -> networks.add(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> networks.remove(bad)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> NamedNamespaces.in(Path.of("relative"), Namespace.NET))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Path.of("/run/netns")).doesNotExist();
    }
}
