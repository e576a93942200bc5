package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.Mounts;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every step that this JVM does for a container fails once. The error names it, and nothing is left. The steps of the
 * container's own process are swept in jlinux-ns.
 */
@NoLeaks
@Timeout(300)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class LifeFaultTest {
    private static final int MORE_THAN_ENOUGH = 40;

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private OciBundle bundle;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
        OciHook hook = new OciHook("/bin/true", List.of(), List.of(), Optional.empty());
        List<OciHook> hooks = List.of(hook);
        OciConfig config = BusyboxBundle.script("exec sleep 1000").toBuilder()
                .hooks(new OciHooks(hooks, hooks, hooks, hooks, hooks, hooks))
                .build()
                .withMount(io.jlinux.oci.spec.OciMount.bind("/etc/made/for/this", "/bin"));
        bundle = OciBundle.of(dir, config);
    }

    private static ContainerOptions io() {
        return ContainerOptions.of(ContainerIo.none());
    }

    @FunctionalInterface
    private interface Operation {
        void run(OciRuntime broken) throws Exception;
    }

    /** The names of the steps that failed; the operation succeeds after the last one. */
    private List<String> sweep(Operation operation) throws Exception {
        List<String> names = new ArrayList<>();
        for (int step = 0; step < MORE_THAN_ENOUGH; step++) {
            try {
                operation.run(runtime.breakStep(step));
                return names;
            } catch (LinuxException e) {
                assertThat(e.errno()).as(e.getMessage()).isEqualTo(Errno.EIO);
                assertThat(e.target()).isEqualTo(id);
                names.add(e.operation());
            }
        }
        return fail("no end of steps: " + names);
    }

    private void assertNothingIsLeft(String after) throws IOException {
        assertThat(runtime.ids()).as(after).isEmpty();
        assertThat(cgroups()).as(after).isEmpty();
        assertThat(dir.resolve("rootfs/etc/made")).as(after).doesNotExist();
    }

    private List<Path> cgroups() throws IOException {
        return CgroupHost.current().home().directories().stream()
                .map(directory -> directory.resolve(id))
                .filter(Files::exists)
                .toList();
    }

    @Test
    void aStepOfCreateThatFailsLeavesNothing() throws Exception {
        List<String> names = sweep(broken -> {
            try (OciContainer made = broken.create(id, bundle, io().pidFile(dir.resolve("pid")))) {
                assertThat(made.process().isAlive()).isTrue();
                // what a whole one leaves in its root is not looked for below
                return;
            } catch (LinuxException e) {
                assertNothingIsLeft(e.getMessage());
                assertThat(dir.resolve("pid")).as(e.getMessage()).doesNotExist();
                throw e;
            }
        });
        assertThat(names)
                .containsExactly(
                        "plan the cgroup of",
                        "write the state of",
                        "make the cgroup of",
                        "prepare the start of",
                        "keep the config of",
                        "open the namespaces of",
                        "make the gate of",
                        "start the process of",
                        "write the state of",
                        "write down the state of",
                        "run the prestart hooks of",
                        "run the createRuntime hooks of",
                        "run the createContainer hooks of",
                        "write the pid of",
                        "send the descriptors of",
                        "replace the state of");
    }

    /** Its pid file is written, then nobody is where its pidfd is to be sent. */
    @Test
    void thePidFileGoesWithTheProcess() throws Exception {
        Path file = dir.resolve("pid");
        ContainerOptions options = io().pidFile(file).pidfdSocket(dir.resolve("nobody"));
        assertThatThrownBy(() -> runtime.create(id, bundle, options)).isInstanceOf(LinuxException.class);
        assertNothingIsLeft("create");
        assertThat(file).doesNotExist();
        try (OciContainer made = runtime.start(id, bundle, io())) {
            OciProcess program = made.config().process().orElseThrow();
            assertThatThrownBy(() -> made.exec(program, options)).isInstanceOf(LinuxException.class);
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void aPidFileThatCannotBeWrittenLeavesNoTemporaryOne() throws Exception {
        Path file = Files.createDirectories(dir.resolve("pid"));
        Files.createFile(file.resolve("in it"));
        assertThatThrownBy(() -> runtime.create(id, bundle, io().pidFile(file))).isInstanceOf(IOException.class);
        assertNothingIsLeft("create");
        try (OciContainer made = runtime.start(id, bundle, io())) {
            OciProcess program = made.config().process().orElseThrow();
            assertThatThrownBy(() -> made.exec(program, io().pidFile(file))).isInstanceOf(IOException.class);
            assertThat(made.processes()).hasSize(1);
        }
        assertThat(dir.resolve(".pid")).doesNotExist();
        assertThat(file.resolve("in it")).exists();
    }

    /** Something is mounted on a cgroup below its own, which then cannot be removed: the cause is told, and a forced delete finds the rest. */
    @Test
    @Tag("heavy") // it is tried for 10 seconds
    void whatCannotBeUndoneStaysWrittenDown() throws Exception {
        Path below =
                CgroupHost.current().home().directories().get(0).resolve(id).resolve("below");
        String script = "mkdir " + below + " && mount -t tmpfs none " + below;
        OciHook mount = new OciHook("/bin/sh", List.of("sh", "-c", script), List.of(), Optional.empty());
        OciHooks hooks = new OciHooks(List.of(), List.of(mount), List.of(), List.of(), List.of(), List.of());
        OciBundle blocked =
                OciBundle.of(dir, bundle.config().toBuilder().hooks(hooks).build());
        ContainerOptions options = io().pidFile(dir.resolve("pid")).pidfdSocket(dir.resolve("nobody"));
        try {
            assertThatThrownBy(() -> runtime.create(id, blocked, options))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("nobody")
                    .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
            assertThat(dir.resolve("pid")).doesNotExist();
            assertThat(dir.resolve("rootfs/etc/made")).doesNotExist();
            assertThat(runtime.ids()).containsExactly(id);
        } finally {
            Mounts.detach(below.toString());
            runtime.deleteByForce(id);
        }
        assertNothingIsLeft("forced delete");
    }

    @Test
    void aStepOfStartThatFailsLeavesNothing() throws Exception {
        List<String> names = sweep(broken -> {
            try (OciContainer made = runtime.create(id, bundle, io())) {
                try {
                    broken.start(id);
                } catch (LinuxException e) {
                    assertThat(runtime.ids()).as(e.getMessage()).isEmpty();
                    assertThat(cgroups()).as(e.getMessage()).isEmpty();
                    assertThat(made.waitFor()).isNotNull();
                    throw e;
                }
                assertThat(made.process().isAlive()).isTrue();
            }
        });
        assertThat(names)
                .containsExactly(
                        "open the cgroup of",
                        "run the startContainer hooks of",
                        "open the gate of",
                        "write the state of",
                        "run the poststart hooks of");
    }

    @Test
    void aStepOfDeleteThatFailsLeavesWhatAForcedOneFinds() throws Exception {
        List<String> names = sweep(broken -> {
            try (OciContainer made = runtime.start(id, bundle, io())) {
                made.kill(Signal.KILL);
                made.waitFor();
                try {
                    broken.delete(id);
                } catch (LinuxException e) {
                    assertThat(runtime.ids()).containsExactly(id);
                    runtime.deleteByForce(id);
                    assertThat(runtime.ids()).isEmpty();
                    throw e;
                }
            }
        });
        assertThat(names).containsExactly("kill", "remove the cgroup of", "remove the state of");
        assertThat(cgroups()).isEmpty();
    }

    @Test
    void damagedStateIsAnErrorOfThatContainerAlone() throws Exception {
        try (OciContainer made = runtime.start(id, bundle, io())) {
            Path state = runtime.root().resolve(id).resolve("state.json");
            byte[] whole = Files.readAllBytes(state);
            for (String damaged : List.of("", "{", "{}", "{\"version\":2}", "[]")) {
                Files.writeString(state, damaged);
                assertThatThrownBy(() -> runtime.state(id)).as(damaged).hasMessageContaining(id);
                assertThat(runtime.list()).isEmpty();
            }
            Files.write(state, whole);
            assertThat(runtime.list()).hasSize(1);
            assertThat(made.process().isAlive()).isTrue();
        }
    }
}
