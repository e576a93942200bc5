package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkDescriptors;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes in network namespaces that were made ahead, and what joins without an image of its own. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.ROOT)
class NetworkPoolSpawnTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SHOW = "readlink /proc/self/ns/net; cat /proc/net/dev /proc/net/fib_trie; echo pid $$";

    private NetworkNamespacePool pool;

    @BeforeEach
    void fill() throws Exception {
        pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(3));
        assertThat(pool.awaitFull(LONG)).isTrue();
    }

    @AfterEach
    void empty() {
        pool.close();
    }

    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script);
    }

    private static boolean isDirect(Spawn spawn) throws Exception {
        return spawn.explain().stream().noneMatch(l -> l.contains("execveat"));
    }

    @Test
    void eachStartTakesOneWithItsLoopbackUp() throws Exception {
        Spawn spawn = sh(SHOW).networkFrom(pool);
        assertThat(isDirect(spawn)).isTrue();
        assertThat(pool.stats().taken()).as("explain takes none").isZero();
        Set<String> seen = new HashSet<>();
        seen.add(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
        for (int i = 0; i < 4; i++) {
            List<String> lines = Run.text(spawn).lines().toList();
            assertThat(seen.add(lines.get(0))).as(lines.get(0)).isTrue();
            assertThat(lines.stream().filter(l -> l.matches(" *\\w+: *\\d+ .*")))
                    .hasSize(1);
            assertThat(String.join("\n", lines)).contains("lo:", "127.0.0.1");
        }
        assertThat(pool.stats().taken()).isEqualTo(4);
        assertThat(pool.awaitFull(LONG)).isTrue();
        assertThat(NetworkDescriptors.count()).as("only those of the pool").isEqualTo(3);
    }

    @Test
    void itGoesTogetherWithTheOtherNewNamespacesAndASysfs() throws Exception {
        Spawn spawn =
                sh("ls /sys/class/net | grep -v bonding_masters; readlink /proc/self/ns/net; echo pid $$; hostname; cat /proc/sys/net/ipv4/ip_forward")
                        .unshare(Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.CGROUP)
                        .networkFrom(pool)
                        .loopbackUp()
                        .hostname("pooled")
                        .sysctl("net.ipv4.ip_forward", "1")
                        .mount(Mount.proc(), Mount.sysfs());
        assertThat(isDirect(spawn)).isTrue();
        String host = KernelFile.read(Path.of("/proc/sys/net/ipv4/ip_forward"));
        List<String> lines = Run.text(spawn).lines().toList();
        assertThat(lines.get(0)).isEqualTo("lo");
        assertThat(lines.get(1)).startsWith("net:[");
        assertThat(lines.subList(2, 5)).containsExactly("pid 1", "pooled", "1");
        assertThat(KernelFile.read(Path.of("/proc/sys/net/ipv4/ip_forward"))).isEqualTo(host);
    }

    @Test
    void itWorksInAnImageToo() throws Exception {
        for (UnaryOperator<Spawn> more : List.<UnaryOperator<Spawn>>of(
                s -> s.user(1000, 1000).capabilities(CapabilitySets.of(Capability.KILL)),
                s -> s.unshare(Namespace.TIME))) {
            Spawn spawn = more.apply(sh(SHOW).unshare(Namespace.PID, Namespace.MOUNT)
                    .mount(Mount.proc())
                    .networkFrom(pool));
            assertThat(isDirect(spawn)).isFalse();
            assertThat(Run.text(spawn)).contains("pid 1", "127.0.0.1");
        }
    }

    @Test
    void theThreadOfChildrenWithADeathSignalEntersNone() throws Exception {
        Spawn spawn = sh(SHOW).networkFrom(pool).parentDeathSignal(Signal.KILL);
        String first = Run.text(spawn).lines().findFirst().orElseThrow();
        assertThat(Run.text(spawn)).startsWith("net:[").doesNotContain(first).contains("127.0.0.1");
        assertThat(Run.text(sh("readlink /proc/self/ns/net").parentDeathSignal(Signal.KILL)))
                .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    }

    @Test
    void theLoopbackIsBroughtUpByTheChildWhereThePoolDoesNot() throws Exception {
        try (NetworkNamespacePool down =
                NetworkNamespacePool.create(NetworkPoolOptions.ofSize(1).loopbackDown())) {
            assertThat(Run.text(sh(SHOW).networkFrom(down))).doesNotContain("127.0.0.1");
            assertThat(Run.text(sh(SHOW).networkFrom(down).loopbackUp())).contains("127.0.0.1");
        }
    }

    @Test
    void aFailedStartConsumesItsNamespaceAndLeavesNothing() throws Exception {
        Spawn spawn = Spawn.command("/bin/true")
                .unshare(Namespace.PID, Namespace.MOUNT, Namespace.UTS)
                .networkFrom(pool)
                .hostname("pooled")
                .mount(Mount.proc());
        int steps = spawn.explain().size() - 1;
        breakEachStep(spawn.explain(), step -> Run.of(spawn.breakStep(step)));
        assertThat(pool.stats().taken()).isEqualTo(steps);
        PreparedSpawn prepared = spawn.breakStep(-1).prepare();
        for (int i = 0; i < 2; i++) assertThat(Run.of(prepared.start()).code()).isZero();
        assertThat(pool.awaitFull(LONG)).isTrue();
        breakEachStep(spawn.explain(), step -> {
            assertThat(prepared.isKept()).isTrue();
            return Run.of(prepared.breakStep(step).start());
        });
        assertThat(pool.stats().taken()).isEqualTo(2 * steps + 2L);
    }

    private void breakEachStep(List<String> lines, FaultSweep.Broken start) throws Exception {
        Footprint before = Footprint.now();
        int failures = 0;
        for (int i = 0; i < lines.size() - 1; i++) {
            try {
                assertThat(start.run(i).code()).isZero();
            } catch (SpawnException e) {
                failures++;
                assertThat(e.step()).as(lines.get(i + 1)).isEqualTo(i);
            }
            assertThat(pool.awaitFull(LONG)).isTrue();
            assertThat(NetworkDescriptors.count()).as(lines.get(i + 1)).isEqualTo(3);
        }
        Footprint now = Footprint.now();
        assertThat(now.children()).isEqualTo(before.children());
        assertThat(now.descriptors()).hasSameSizeAs(before.descriptors());
        assertThat(failures).isGreaterThan(5);
    }

    @Test
    void whatContradictsItselfIsRefused() throws Exception {
        assertThatThrownBy(
                        () -> sh("").networkFrom(pool).unshare(Namespace.USER).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("this JVM's user namespace");
        assertThatThrownBy(() -> sh("").networkFrom(pool).unshare(Namespace.NET).start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both unshare of NET and one of a pool");
        try (NamespaceHandle net = Namespace.NET.current()) {
            assertThatThrownBy(() -> sh("").networkFrom(pool).join(net)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> sh("").join(net).networkFrom(pool)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(pool.stats().taken()).isZero();
        pool.close();
        assertThatThrownBy(() -> sh("").networkFrom(pool).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void joiningNetworkHostnameAndIpcNeedsNoImage() throws Exception {
        try (LinuxProcess box = sh("echo ready; exec sleep 60")
                .unshare(Namespace.UTS, Namespace.IPC, Namespace.NET, Namespace.PID)
                .hostname("joined")
                .start()) {
            assertThat(box.getInputStream().read()).isEqualTo('r');
            try (NamespaceHandle uts = box.namespace(Namespace.UTS);
                    NamespaceHandle ipc = box.namespace(Namespace.IPC);
                    NamespaceHandle net = box.namespace(Namespace.NET);
                    NamespaceHandle pid = box.namespace(Namespace.PID)) {
                Spawn spawn = sh("hostname; readlink /proc/self/ns/ipc /proc/self/ns/net; echo $$")
                        .join(uts, ipc, net)
                        .unshare(Namespace.PID, Namespace.MOUNT)
                        .mount(Mount.proc());
                assertThat(isDirect(spawn)).isTrue();
                assertThat(Run.text(spawn).lines())
                        .containsExactly("joined", "ipc:[" + ipc.id() + "]", "net:[" + net.id() + "]", "1");
                assertThat(isDirect(sh("").join(pid, net)))
                        .as("peers could see it")
                        .isFalse();
                assertThat(isDirect(sh("").join(net).unshare(Namespace.USER))).isFalse();
            }
        }
    }

    @Test
    void aNewUserNamespaceBesideAJoinedNetworkStillWorks() throws Exception {
        try (NamespaceHandle net = pool.take()) {
            assertThat(Run.text(sh("readlink /proc/self/ns/net; id -u; echo $$")
                                    .join(net)
                                    .unshare(Namespace.USER, Namespace.PID))
                            .lines())
                    .containsExactly("net:[" + net.id() + "]", "0", "1");
        }
    }
}
