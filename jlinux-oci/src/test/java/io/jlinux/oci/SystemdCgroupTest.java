package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.systemd.Systemd;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose cgroup systemd makes: the system's for root, the user's own for anybody else. */
@Tag("systemd")
@Requires({Requirement.SYSTEMD, Requirement.BUSYBOX_STATIC})
@NoLeaks
@Timeout(120)
class SystemdCgroupTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private final String id = BusyboxBundle.id();
    private final String unit = "jlinux-" + id + ".scope";
    private final String slice = "jlinux-test.slice";
    private OciRuntime runtime;
    private Systemd systemd;

    @BeforeEach
    void connect() throws IOException {
        CgroupHost.current().root();
        BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state")).withSystemdCgroups();
        systemd = Requirement.ROOT.isMet() ? Systemd.system() : Systemd.user();
    }

    @AfterEach
    void disconnect() throws IOException {
        runtime.deleteByForce(id);
        assertThat(systemd.state(unit)).isEqualTo("inactive");
        systemd.stop("jlinux.slice", Duration.ofSeconds(10)); // and what is in it
        systemd.close();
    }

    private static OciConfig template(String script) {
        OciConfig config = Requirement.ROOT.isMet() ? OciConfig.template() : OciConfig.rootlessTemplate();
        return BusyboxBundle.script(config, script);
    }

    private OciConfig config(String script) {
        return template(script)
                .editLinux(linux -> linux.cgroupsPath(slice + ":jlinux:" + id))
                .editResources(r -> r.memoryLimit(64 * MIB).pidsLimit(40));
    }

    private OciContainer create(OciConfig config) throws IOException {
        return runtime.create(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.pipes()));
    }

    private static String cgroupOf(long pid) throws IOException {
        return Files.readString(Path.of("/proc/" + pid + "/cgroup")).strip();
    }

    @Test
    void aContainerIsInItsScopeFromItsFirstHookOn() throws Exception {
        Path seen = dir.resolve("seen");
        OciHook hook = new OciHook(
                "/bin/sh",
                List.of("sh", "-c", "pid=$(sed -n 's/.*\"pid\":\\([0-9]*\\).*/\\1/p'); cat /proc/$pid/cgroup >" + seen),
                List.of("PATH=/usr/bin:/bin"),
                Optional.empty());
        OciConfig config = config("exec sleep 1000").toBuilder()
                .hooks(new OciHooks(List.of(), List.of(hook), List.of(), List.of(), List.of(), List.of()))
                .build();
        try (OciContainer container = create(config)) {
            long pid = container.process().pid();
            assertThat(cgroupOf(pid)).endsWith("/jlinux.slice/" + slice + "/" + unit);
            assertThat(Files.readString(seen).strip()).isEqualTo(cgroupOf(pid));
            assertThat(container.processes()).containsExactly(pid); // what held the scope is gone
            assertThat(container.cgroup().orElseThrow().limits().memoryMax()).hasValue(64 * MIB);
            container.start();
            assertThat(systemd.state(unit)).isEqualTo("active");
            try (LinuxProcess other =
                    container.exec(config.process().orElseThrow(), ContainerOptions.of(ContainerIo.none()))) {
                assertThat(cgroupOf(other.pid())).isEqualTo(cgroupOf(pid));
                assertThat(container.processes()).contains(pid, other.pid());
                other.destroyForcibly().waitFor();
            }
        }
        assertThat(systemd.state(unit)).isEqualTo("inactive");
    }

    /** As another process of an engine would: with a runtime that was not told of systemd. */
    @Test
    void whoFindsItByItsStateNeedsNoFlag() throws Exception {
        OciRuntime other = OciRuntime.at(dir.resolve("state"));
        create(config("sleep 1000 & exec sleep 1000")).detach();
        other.start(id);
        try (OciContainer found = other.get(id)) {
            found.update(OciResources.NONE.toBuilder()
                    .memoryLimit(80 * MIB)
                    .pidsLimit(30)
                    .build());
            assertThat(found.cgroup().orElseThrow().limits().memoryMax()).hasValue(80 * MIB);
            assertThat(found.stats().toJson()).contains("\"limit\":" + 80 * MIB);
            found.pause();
            assertThat(other.state(id).status()).isEqualTo(OciStatus.PAUSED);
            found.resume();
            found.killAll(Signal.KILL);
        }
        for (int i = 0; i < 600 && other.state(id).status() != OciStatus.STOPPED; i++) Thread.sleep(50);
        other.delete(id);
        assertThat(systemd.state(unit)).isEqualTo("inactive");
        assertThat(other.ids()).isEmpty();
    }

    @Test
    void aUnitThatIsThereIsNotTaken() throws Exception {
        try (OciContainer first = create(config("exec sleep 1000"))) {
            assertThatThrownBy(() -> OciRuntime.at(dir.resolve("other"))
                            .withSystemdCgroups()
                            .create(id, OciBundle.of(dir, config("true")), ContainerOptions.of(ContainerIo.none())))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                    .hasMessageContaining(unit);
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void aNameThatEndsAsASlicesDoesIsAScopes() throws Exception {
        OciConfig config =
                config("exec sleep 1000").editLinux(linux -> linux.cgroupsPath(slice + ":jlinux:" + id + ".slice"));
        try (OciContainer container = create(config)) {
            String scope = "jlinux-" + id + ".slice.scope";
            assertThat(cgroupOf(container.process().pid())).endsWith("/" + slice + "/" + scope);
            assertThat(systemd.state(scope)).isEqualTo("active");
        }
    }

    @Test
    void annotationsAreItsProperties() throws Exception {
        OciConfig config = config("exec sleep 1000").toBuilder()
                .annotations(Map.of(
                        "org.systemd.property.Description", "'by an annotation'",
                        "org.systemd.property.TimeoutStopSec", "7"))
                .build();
        try (OciContainer container = create(config)) {
            assertThat(container.process().isAlive()).isTrue();
            assertThat(shown("Description", "TimeoutStopUSec"))
                    .containsExactlyInAnyOrder("Description=by an annotation", "TimeoutStopUSec=7s");
        }
        OciConfig bad = config("true").toBuilder()
                .annotations(Map.of("org.systemd.property.TimeoutStopSec", "'soon'"))
                .build();
        assertThatThrownBy(() -> create(bad))
                .isInstanceOf(OciConfigException.class)
                .hasMessageContaining("/annotations/org.systemd.property.TimeoutStopSec");
    }

    private List<String> shown(String... properties) throws Exception {
        List<String> command = new ArrayList<>(List.of("systemctl"));
        if (!Requirement.ROOT.isMet()) command.add("--user");
        command.addAll(List.of("show", unit, "-p", String.join(",", properties)));
        try (LinuxProcess systemctl = Spawn.command(command).start()) {
            return new String(systemctl.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Every step of this JVM's fails once. */
    @Test
    void aCreateThatFailsLeavesNoScope() throws Exception {
        int step = 0;
        for (; step < 40; step++) {
            try (OciContainer made = runtime.breakStep(step)
                    .create(
                            id,
                            OciBundle.of(dir, config("exec sleep 1000")),
                            ContainerOptions.of(ContainerIo.none()))) {
                assertThat(made.process().isAlive()).isTrue();
                break;
            } catch (LinuxException e) {
                assertThat(e.errno()).as(e.getMessage()).isEqualTo(Errno.EIO);
                assertThat(systemd.state(unit)).as(e.getMessage()).isEqualTo("inactive");
                assertThat(runtime.ids()).as(e.getMessage()).isEmpty();
            }
        }
        assertThat(step).isBetween(8, 39);
    }
}
