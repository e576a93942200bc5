package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose network namespace was made ahead. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class NetworkPoolRunTest {
    private static final ContainerIo IO = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.pipe());

    @TempDir
    Path dir;

    private NetworkNamespacePool pool;

    @BeforeEach
    void make() throws Exception {
        BusyboxBundle.create(dir);
        pool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(2));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private BusyboxBundle.Result run(OciBundle bundle) throws Exception {
        try (OciContainer container = bundle.start(BusyboxBundle.id(), IO)) {
            return BusyboxBundle.result(container);
        }
    }

    private BusyboxBundle.Result pooled(OciConfig config) throws Exception {
        return run(OciBundle.of(dir, config).networkFrom(pool));
    }

    @Test
    void theContainerLooksTheSameWithAndWithoutThePool() throws Exception {
        OciConfig config = BusyboxBundle.script(
                        "ls /sys/class/net; ip addr; cat /proc/net/route /proc/sys/net/ipv4/ip_forward; mount | sort;"
                                + " ls -l /sys/fs/cgroup >/dev/null && echo cgroups; touch /sys/x || hostname")
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .editLinux(linux -> linux.sysctl("net.ipv4.ip_forward", "1"));
        String id = BusyboxBundle.id();
        String one;
        try (OciContainer c = OciBundle.of(dir, config).start(id, IO)) {
            one = BusyboxBundle.result(c).out();
        }
        String two;
        try (OciContainer c = OciBundle.of(dir, config).networkFrom(pool).start(id, IO)) {
            two = BusyboxBundle.result(c).out();
        }
        assertThat(one).contains("lo", "127.0.0.1", "cgroups", "runc");
        assertThat(two).isEqualTo(one);
        assertThat(pool.stats().taken()).isEqualTo(1);
    }

    @Test
    void eachContainerGetsANetworkOfItsOwn() throws Exception {
        OciConfig config = BusyboxBundle.script("readlink /proc/self/ns/net");
        String host = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        String first = pooled(config).out().strip();
        String second = pooled(config).out().strip();
        assertThat(first).startsWith("net:[").isNotIn(host, second);
        assertThat(second).isNotEqualTo(host);
    }

    @Test
    void aNamespaceByPathOrTheHostsIsNotOfThePool() throws Exception {
        try (NamespaceHandle other = pool.take()) {
            String path = "/proc/" + ProcessHandle.current().pid() + "/fd/"
                    + other.fd().number();
            OciConfig config = BusyboxBundle.script("readlink /proc/self/ns/net");
            OciConfig joined = config.withNamespace(OciNamespace.join(Namespace.NET, path));
            assertThat(pooled(joined).out().strip()).isEqualTo("net:[" + other.id() + "]");
        }
        assertThat(pool.stats().taken()).isEqualTo(1);
    }

    @Test
    void aFailedStartLeavesNothing() throws Exception {
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("true").withArgs("/bin/nothing"))
                .networkFrom(pool);
        String id = BusyboxBundle.id();
        assertThatThrownBy(() -> bundle.start(id, IO)).isInstanceOf(SpawnException.class);
        assertThat(pool.stats().taken()).isEqualTo(1);
    }

    @Test
    void explainTakesNone() throws Exception {
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("true")).networkFrom(pool);
        assertThat(bundle.explain())
                .anyMatch(l -> l.contains("setns(") && l.contains("a network namespace of the pool"));
        assertThat(bundle.explain()).noneMatch(l -> l.contains("CLONE_NEWNET") && l.contains("clone3"));
        assertThat(pool.stats().taken()).isZero();
    }

    @Test
    void aContainerThatWaitsToBeStartedHasOneOfThePool() throws Exception {
        String id = BusyboxBundle.id();
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("readlink /proc/self/ns/net; ls /sys/class/net"))
                .networkFrom(pool);
        try (OciContainer made = runtime.create(id, bundle, ContainerOptions.of(IO))) {
            assertThat(pool.stats().taken()).isEqualTo(1);
            String waits = Files.readSymbolicLink(
                            Path.of("/proc", Long.toString(made.process().pid()), "ns/net"))
                    .toString();
            made.start();
            assertThat(BusyboxBundle.result(made).lines())
                    .startsWith(waits)
                    .contains("lo")
                    .doesNotContain(hosts());
        }
        assertThat(runtime.ids()).isEmpty();
    }

    private static String hosts() throws Exception {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
    }

    /** Also those that are started as another one was. */
    @Test
    void keptStartsTakeANewOneEachTime() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("readlink /proc/self/ns/net; ls /sys/class/net"))
                .networkFrom(pool);
        for (int i = 1; i <= 4; i++) {
            try (OciContainer made = runtime.start(BusyboxBundle.id(), bundle, ContainerOptions.of(IO))) {
                BusyboxBundle.Result result = BusyboxBundle.result(made);
                assertThat(result.err()).isEmpty();
                // an inode number may be used again when a namespace is gone: the pool's count tells that it is another
                // one
                assertThat(result.lines()).hasSizeGreaterThan(1).contains("lo").doesNotContain(hosts());
            }
            assertThat(pool.stats().taken()).isEqualTo(i);
        }
        assertThat(bundle.starts.isKept()).isTrue();
        assertThat(runtime.ids()).isEmpty();
    }

    @Test
    void ofAPoolThatIsClosedNothingIsMade() throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("true")).networkFrom(pool);
        pool.close();
        String id = BusyboxBundle.id();
        assertThatThrownBy(() -> runtime.create(id, bundle, ContainerOptions.of(IO)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> runtime.start(id, bundle, ContainerOptions.of(IO)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(runtime.ids()).isEmpty();
        assertThat(CgroupHost.current().home().directories()).noneMatch(d -> Files.exists(d.resolve(id)));
    }

    @Test
    void aUserNamespaceIsRefused() {
        OciConfig config = OciConfig.rootlessTemplate().withNamespace(OciNamespace.create(Namespace.NET));
        OciBundle bundle = OciBundle.of(dir, config);
        assertThatThrownBy(() -> bundle.networkFrom(pool))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/linux/namespaces");
    }
}
