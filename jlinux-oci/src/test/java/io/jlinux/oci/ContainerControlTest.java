package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.Subscription;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStats;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What can be done with a container while it runs: stop, limit, count. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class ContainerControlTest extends OnRuntime {
    private OciContainer start(OciConfig config) throws Exception {
        return runtime.start(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()));
    }

    private OciContainer start(String script) throws Exception {
        return start(BusyboxBundle.script(script));
    }

    private static OciResources resources(String json) {
        return ConfigReader.readResources(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pausedItStandsStill() throws Exception {
        try (OciContainer container = start("exec sleep 1000")) {
            container.pause();

            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.PAUSED);
            assertThatThrownBy(container::pause)
                    .isInstanceOf(OciStateException.class)
                    .hasMessageContaining("it is paused");
            assertThatThrownBy(
                            () -> container.exec(container.config().process().orElseThrow(), ContainerOptions.DEFAULT))
                    .isInstanceOf(OciStateException.class);
            assertThatThrownBy(() -> runtime.delete(id)).isInstanceOf(OciStateException.class);
            try (OciContainer other = runtime.get(id)) {
                other.resume();
            }
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.RUNNING);
            container.pause();
            container.kill(Signal.KILL);
            assertThat(container.waitFor().signal()).hasValue(9);
        }
    }

    @Test
    void aPausedOneIsRemovedByForce() throws Exception {
        try (OciContainer container = start("exec sleep 1000")) {
            container.pause();
            runtime.deleteByForce(id);
            assertThat(container.process().isAlive()).isFalse();
        }
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void aPausedOneIsClosed() throws Exception {
        OciContainer container = start("exec sleep 1000");
        container.pause();
        container.close();
        assertThat(container.process().isAlive()).isFalse();
        assertThat(runtime.ids()).isEmpty();
    }

    @Test
    void limitsChangeWhileItRuns() throws Exception {
        try (OciContainer container = start("exec sleep 1000")) {
            container.update(OciResources.NONE.toBuilder().pidsLimit(17).build());
            assertThat(container.cgroup().orElseThrow().pids().max()).hasValue(17);
            assertThat(container.stats().pids().limit()).hasValue(17);

            OciResources bad = resources("{\"pids\":{\"limit\":18},\"cpu\":{\"cpus\":\"4095\"}}");
            assertThatThrownBy(() -> container.update(bad)).isInstanceOf(LinuxException.class);
            assertThat(container.cgroup().orElseThrow().pids().max()).hasValue(17);
        }
    }

    @Test
    void allOfItsProcessesAreListedAndSignalled() throws Exception {
        try (OciContainer container = start("sleep 1000 & sleep 1000 & wait")) {
            while (container.processes().size() < 3) Thread.sleep(10);
            try (LinuxProcess more = container.exec(
                    container.config().process().orElseThrow().toBuilder()
                            .args("/bin/sleep", "1000")
                            .build(),
                    ContainerOptions.of(ContainerIo.none()))) {
                assertThat(container.processes())
                        .hasSize(4)
                        .contains(container.process().pid(), more.pid());
                container.killAll(Signal.KILL);
                assertThat(more.waitForStatus().signal()).hasValue(9);
            }
            container.waitFor();
            assertThat(container.processes()).isEmpty();
        }
    }

    /** In the pid namespace of the host, where nothing but the signals ends the others with the first. */
    private OciContainer startWithoutPidNamespace(String script) throws Exception {
        return start(BusyboxBundle.script(script)
                .editLinux(l -> l.namespaces(OciConfig.template().linux().namespaces().stream()
                        .filter(n -> n.type() != Namespace.PID)
                        .toList())));
    }

    /** Each of its processes forks the next one and ends. */
    @Test
    void whoForksWhileItIsKilledIsKilled() throws Exception {
        try (OciContainer container = startWithoutPidNamespace("f() { f & }; f; exec sleep 1000")) {
            container.killAll(Signal.KILL);

            assertThat(container.processes()).isEmpty();
            assertThat(container.waitFor().signal()).hasValue(9);
        }
    }

    @Test
    void allOfAPausedOneAreKilled() throws Exception {
        try (OciContainer container = startWithoutPidNamespace("sleep 1000 & sleep 1000 & wait")) {
            while (container.processes().size() < 3) Thread.sleep(10);
            container.pause();
            container.killAll(Signal.KILL);

            assertThat(container.processes()).isEmpty();
            assertThat(container.waitFor().signal()).hasValue(9);
        }
    }

    @Test
    void statisticsCountWhatItUses() throws Exception {
        try (OciContainer container = start("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; exec sleep 1000")) {
            while (container.stats().cpu().total().orElse(1) == 0) Thread.sleep(10);
            OciStats stats = container.stats();
            assertThat(stats.cpu().total()).isPresent();
            assertThat(stats.toJson())
                    .startsWith("{\"type\":\"stats\",\"id\":\"" + id + "\",\"data\":{\"cpu\":{\"usage\":{")
                    .contains("\"memory\":{")
                    .contains("\"pids\":{")
                    .endsWith("}}");
            if (stats.pids().current().isPresent())
                assertThat(stats.pids().current()).hasValue(1);
        }
    }

    @Test
    void anOutOfMemoryKillIsTold() throws Exception {
        OciConfig config =
                BusyboxBundle.script("sleep 1; exec tail /dev/zero").editResources(r -> r.memoryLimit(16L << 20));
        CountDownLatch killed = new CountDownLatch(1);
        try (OciContainer container = start(config);
                Subscription watch = container.onOutOfMemory(event -> killed.countDown())) {
            assertThat(watch).isNotNull();
            assertThat(killed.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(container.waitFor().signal()).hasValue(9);
        }
        assertThat(OciStats.outOfMemoryJson("x")).isEqualTo("{\"type\":\"oom\",\"id\":\"x\"}");
    }

    @Test
    void whatCannotBeChangedIsRefusedByName() throws Exception {
        try (OciContainer container = start("exec sleep 1000")) {
            OciResources resources = resources("{\"rdma\":{\"mlx5_1\":{\"hcaHandles\":3}}}");
            assertThatThrownBy(() -> container.update(resources))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("rdma");
        }
    }

    @Test
    void aHandleWithoutStateIsControlledTheSameWay() throws Exception {
        OciBundle bundle = OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000"));
        try (OciContainer container = bundle.start(id, ContainerIo.none())) {
            assertThat(container.state().status()).isEqualTo(OciStatus.RUNNING);
            container.pause();
            container.resume();
            assertThat(container.processes())
                    .isEqualTo(List.of(container.process().pid()));
            try (LinuxProcess p = container.exec(
                    container.config().process().orElseThrow().toBuilder()
                            .args("/bin/true")
                            .build(),
                    ContainerOptions.of(ContainerIo.none()))) {
                assertThat(p.waitFor()).isZero();
            }
            assertThatThrownBy(container::delete).isInstanceOf(IllegalStateException.class);
        }
    }
}
