package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The namespaces of another process, joined by its pidfd. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class JoinTest {
    private static final String SHOW =
            "for n in mnt uts ipc user pid net cgroup time; do readlink /proc/self/ns/$n; done; hostname; cat /mnt/x";
    private static final KernelFeatures NOW = KernelFeatures.current();

    /** Linux 5.7. */
    private static KernelFeatures withoutPidfds() {
        return new KernelFeatures(
                NOW.clone3(),
                NOW.cloneIntoCgroup(),
                NOW.clearSighand(),
                NOW.openat2(),
                NOW.newMountApi(),
                NOW.mountSetattr(),
                NOW.closeRange(),
                NOW.pidfdGetfd(),
                NOW.timeNamespaces(),
                false);
    }

    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script);
    }

    private static LinuxProcess box(Namespace... kinds) throws Exception {
        LinuxProcess box = sh("echo inside > /mnt/x; echo ready; exec sleep 60")
                .unshare(kinds)
                .unshare(Namespace.UTS, Namespace.MOUNT)
                .mount(Mount.tmpfs("/mnt"))
                .hostname("box")
                .start();
        assertThat(box.getInputStream().read()).isEqualTo('r');
        return box;
    }

    private static List<String> own(LinuxProcess box) throws LinuxException {
        List<String> list = new ArrayList<>();
        for (Namespace n : new Namespace[] {
            Namespace.MOUNT,
            Namespace.UTS,
            Namespace.IPC,
            Namespace.USER,
            Namespace.PID,
            Namespace.NET,
            Namespace.CGROUP,
            Namespace.TIME
        }) {
            try (NamespaceHandle h = box.namespace(n)) {
                list.add(h.toString());
            }
        }
        list.add("box");
        list.add("inside");
        return list;
    }

    /** nsenter -r: after chroot(2), and where something was mounted over the root. */
    @Test
    void theRootOfAProcess() throws Exception {
        String script = "mkdir -p /mnt/a && mount -t tmpfs over / && ls /mnt && echo ready && exec sleep 60";
        try (LinuxProcess box = sh(script)
                        .unshare(Namespace.USER, Namespace.MOUNT)
                        .mount(Mount.tmpfs("/mnt"))
                        .start();
                PidFd fd = box.openPidFd()) {
            assertThat(new String(box.getInputStream().readNBytes(8), StandardCharsets.US_ASCII))
                    .isEqualTo("a\nready\n");
            ProcessNamespaces namespaces = ProcessNamespaces.all(fd);
            Spawn ls = Spawn.command("ls", "/mnt").join(namespaces);
            assertThatThrownBy(ls::start).isInstanceOf(SpawnException.class).hasMessageContaining("execute ls: ENOENT");
            try (LinuxProcess p = ls.rootOf(fd).start()) {
                assertThat(p.getInputStream().readAllBytes()).asString().isEqualTo("a\n");
            }
            try (LinuxProcess p = ls.prepare().start()) {
                assertThat(p.waitFor()).isZero();
            }
            assertThat(ls.explain()).filteredOn(l -> l.contains("chroot(")).hasSize(1);
            assertThatThrownBy(() -> sh("true").rootOf(fd).start())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("in its mount namespace");
            box.destroyForcibly().waitFor();
            assertThatThrownBy(ls::start)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isIn(Errno.ESRCH, Errno.ENOENT));
        }
    }

    @Test
    void allNamespacesOfAProcessInOneCall() throws Exception {
        try (LinuxProcess box = box(Namespace.values());
                PidFd fd = box.openPidFd()) {
            Spawn spawn = sh(SHOW).join(ProcessNamespaces.all(fd));
            assertThat(spawn.explain()).filteredOn(l -> l.contains("setns(")).hasSize(1);
            assertThat(Run.text(spawn).lines()).isEqualTo(own(box));
        }
    }

    @Test
    void theSameOneByOneWhereThereIsNoSuchCall() throws Exception {
        try (LinuxProcess box = box(Namespace.values());
                PidFd fd = box.openPidFd()) {
            Spawn spawn = sh(SHOW).join(ProcessNamespaces.all(fd)).features(withoutPidfds());
            List<String> calls =
                    spawn.explain().stream().filter(l -> l.contains("setns(")).toList();
            assertThat(calls).hasSize(8);
            assertThat(calls.get(0)).contains("CLONE_NEWUSER");
            assertThat(Run.text(spawn).lines()).isEqualTo(own(box));
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatTheUserNamespaceDoesNotOwnIsJoinedBeforeIt() throws Exception {
        try (LinuxProcess outer =
                        sh("echo ready; exec sleep 60").unshare(Namespace.NET).start();
                NamespaceHandle net = outer.namespace(Namespace.NET);
                LinuxProcess box = box(Namespace.USER);
                PidFd fd = box.openPidFd();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle uts = box.namespace(Namespace.UTS)) {
            assertThat(outer.getInputStream().read()).isEqualTo('r');
            String show = "readlink /proc/self/ns/net /proc/self/ns/uts";
            List<String> expected = List.of(net.toString(), uts.toString());
            assertThat(Run.text(sh(show).join(user, net, uts)).lines()).isEqualTo(expected);
            assertThat(Run.text(sh(show).join(net).join(ProcessNamespaces.of(fd, Namespace.USER, Namespace.UTS)))
                            .lines())
                    .isEqualTo(expected);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void oneProcessWithNamespacesOfTwoOwners() throws Exception {
        // a network of the outer user namespace, in which a program makes itself a user namespace
        try (LinuxProcess outer =
                        sh("echo ready; exec sleep 60").unshare(Namespace.NET).start();
                NamespaceHandle net = outer.namespace(Namespace.NET);
                LinuxProcess box = sh("echo ready; exec sleep 60")
                        .join(net)
                        .unshare(Namespace.USER, Namespace.UTS)
                        .start();
                PidFd fd = box.openPidFd()) {
            assertThat(box.getInputStream().read()).isEqualTo('r');
            ProcessNamespaces all = ProcessNamespaces.all(fd);
            assertThat(all.kinds()).containsExactlyInAnyOrder(Namespace.NET, Namespace.USER, Namespace.UTS);
            Spawn spawn = sh("readlink /proc/self/ns/net; id -u").join(all);
            List<String> calls =
                    spawn.explain().stream().filter(l -> l.contains("setns(")).toList();
            assertThat(calls).hasSize(2);
            assertThat(calls.get(0)).contains("CLONE_NEWNET").doesNotContain("CLONE_NEWUSER");
            assertThat(Run.text(spawn).lines()).containsExactly(net.toString(), "0");
        }
    }

    @Test
    @Requires({Requirement.UNSHARE, Requirement.ROOT})
    void theSameAsNsenterAll() throws Exception {
        try (LinuxProcess box = box(Namespace.values());
                PidFd fd = box.openPidFd()) {
            String show = SHOW + "; id -u; cat /proc/self/uid_map";
            String nsenter = Run.text(Spawn.command("nsenter", "-t", "" + box.pid(), "-a", "/bin/sh", "-c", show));
            assertThat(Run.text(sh(show).join(ProcessNamespaces.all(fd)))).isEqualTo(nsenter);
        }
    }

    @Test
    void aTimeNamespaceBesideAJoinedOneHasItsOffsets() throws Exception {
        try (LinuxProcess box = box(Namespace.USER);
                PidFd fd = box.openPidFd()) {
            Spawn spawn = sh("sed -n 's/boottime *//p' /proc/self/timens_offsets")
                    .join(ProcessNamespaces.of(fd, Namespace.USER, Namespace.UTS))
                    .unshare(Namespace.TIME)
                    .timeOffsets(TimeOffsets.both(Duration.ofHours(1)));
            assertThat(Run.text(spawn).replaceAll("\\s+", " ")).isEqualTo("3600 0");
        }
    }

    @Test
    void aProcessThatHasEndedIsNamed() throws Exception {
        PidFd fd;
        try (LinuxProcess box = sh("read x").unshare(Namespace.USER).start()) {
            fd = box.openPidFd();
        }
        try (fd) {
            for (KernelFeatures f : List.of(NOW, withoutPidfds())) {
                assertThatThrownBy(() -> sh(":").join(ProcessNamespaces.of(fd, Namespace.NET))
                                .features(f)
                                .start())
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESRCH))
                        .hasMessageContaining("net")
                        .hasMessageContaining("" + fd.pid());
            }
            assertThatThrownBy(() -> ProcessNamespaces.all(fd)).hasMessageContaining("ESRCH");
        }
    }

    @Test
    void contradictionsAreRefused() throws Exception {
        try (PidFd self = PidFd.open(ProcessHandle.current().pid());
                NamespaceHandle uts = Namespace.UTS.current()) {
            assertThatThrownBy(() -> ProcessNamespaces.of(self)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ProcessNamespaces.all(self)).isInstanceOf(IllegalArgumentException.class);
            ProcessNamespaces both = ProcessNamespaces.of(self, Namespace.UTS, Namespace.NET);
            assertThat(both).hasToString("uts, net of pid " + self.pid());
            assertThatThrownBy(() -> sh(":").join(uts).join(both)).hasMessageContaining("two namespaces of kind UTS");
            assertThatThrownBy(() -> sh(":").join(both).join(uts)).hasMessageContaining("two namespaces of kind UTS");
            assertThatThrownBy(() -> sh(":").join(both).unshare(Namespace.NET).start())
                    .hasMessageContaining("both unshare and join of NET");
            assertThatThrownBy(() -> sh(":").join(both)
                            .idMap(IdMap.range(0, 5, 5))
                            .unshare(Namespace.USER)
                            .start())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
