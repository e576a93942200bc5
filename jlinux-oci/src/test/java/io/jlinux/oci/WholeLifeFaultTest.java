package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.HostState;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A container with all that a runtime does for one, created and started, and each step of its process broken once: whoever called is
 * told the step, and the host looks the same. The steps that only some containers have are in {@link VariantFaultTest}, those of this JVM
 * in {@link LifeFaultTest}.
 */
@NoLeaks
@Timeout(400)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class WholeLifeFaultTest {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private BusyboxBundle bundle;

    @BeforeEach
    void makeBundle() throws IOException {
        bundle = BusyboxBundle.create(dir.resolve("bundle"));
        runtime = OciRuntime.at(dir.resolve("state"));
    }

    /** The exit code. */
    private int life(OciRuntime with, String id) throws Exception {
        ContainerOptions options = ContainerOptions.of(ContainerIo.none()).pidFile(dir.resolve("pid"));
        try (OciContainer c = with.create(id, OciBundle.of(bundle.directory(), FullConfig.get()), options)) {
            c.start();
            int code = c.waitFor().shellCode();
            c.delete();
            return code;
        }
    }

    @Test
    void eachStepOfItsProcessFailsOnce() throws Exception {
        List<String> lines = new ArrayList<>();
        OciRuntime shown = runtime.showChild(spawn -> {
            try {
                lines.addAll(spawn.explain());
            } catch (LinuxException e) {
                fail(e);
            }
        });
        assertThat(life(shown, BusyboxBundle.id())).isZero();
        assertThat(lines).as("a full container").hasSizeGreaterThan(200);
        Set<Integer> passedOver = TapeSweep.passedOver(lines);
        int held = TapeSweep.held(lines);
        HostState before = HostState.capture();
        List<String> children = HostState.children();
        List<String> mounts = Files.readAllLines(MOUNTS);
        int named = 0;
        for (int i = 0; i < lines.size() - 1; i += TapeSweep.STRIDE) {
            int step = i;
            String line = lines.get(i + 1);
            String id = BusyboxBundle.id();
            try {
                int code = life(runtime.showChild(spawn -> TapeSweep.breakStep(spawn, step)), id);
                // what is broken so after the wait does not even write the report that a refused execve is told by
                assertThat(code).as(line).isIn(i >= held ? List.of(0, 127) : List.of(0));
                assertThat(passedOver.contains(i) || i >= held)
                        .as("a broken step that does not matter: " + line)
                        .isTrue();
            } catch (SpawnException e) {
                assertThat(e.step()).as("%s: %s", line, e.getMessage()).isEqualTo(i);
                assertThat(e.errno()).as(line).isEqualTo(Errno.ENOSYS);
                assertThat(e.getMessage()).startsWith((e.operation() + " " + e.target()).strip() + ": ENOSYS");
                named++;
            } catch (OciStateException e) {
                // it has not waited, and is about to end
                assertThat(i).as(line + ": " + e.getMessage()).isGreaterThanOrEqualTo(held);
                runtime.deleteByForce(id);
            } catch (IOException e) {
                // whoever started it is told, when nobody else waits any more
                assertThat(i).as(line + ": " + e.getMessage()).isGreaterThanOrEqualTo(held);
                assertThat(e.getMessage()).isNotBlank();
                named++;
            }
            assertThat(HostState.children()).as("children after " + line).isEqualTo(children);
            assertThat(Files.readAllLines(MOUNTS)).as("mounts after " + line).isEqualTo(mounts);
            assertThat(runtime.ids()).as(line).isEmpty();
            // the whole look at the machine takes longer than a container
            if (i % 20 == 0) {
                assertThat(before.leftBehind()).as(line).isEmpty();
                assertThat(TapeSweep.cgroupsOf(id)).as(line).isEmpty();
            }
        }
        before.assertNothingLeftBehind();
        assertThat(named).isGreaterThan(lines.size() / TapeSweep.STRIDE / 2);
    }

    // ---- what this JVM does with others' help, really failing

    private void assertNothingIsLeft() throws IOException {
        assertThat(runtime.ids()).isEmpty();
        assertThat(bundle.root().resolve("made")).doesNotExist();
        assertThat(HostState.children()).isEmpty();
    }

    @Test
    void eachKindOfHookFailsOnce() throws Exception {
        for (int kind = 0; kind < 5; kind++) {
            List<List<OciHook>> all = new ArrayList<>();
            for (int k = 0; k < 6; k++) {
                String program = k == kind ? "/bin/false" : "/bin/true";
                all.add(List.of(new OciHook(program, List.of(), List.of(), Optional.empty())));
            }
            OciHooks hooks = new OciHooks(all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5));
            OciConfig config = FullConfig.get().toBuilder().hooks(hooks).build();
            String id = BusyboxBundle.id();
            ContainerOptions options = ContainerOptions.of(ContainerIo.none());
            assertThatThrownBy(() -> {
                        try (OciContainer c = runtime.create(id, OciBundle.of(bundle.directory(), config), options)) {
                            c.start();
                        }
                    })
                    .isInstanceOf(OciHookException.class)
                    .hasMessageContainingAll("hook ", "/bin/false");
            assertThat(runtime.ids()).isEmpty();
            assertThat(TapeSweep.cgroupsOf(id)).isEmpty();
        }
    }

    @Test
    void aConsoleSocketThatIsNotThere() throws Exception {
        OciConfig config = FullConfig.get().withTerminal(true);
        Path socket = dir.resolve("nobody-listens");
        assertThatThrownBy(() -> runtime.create(
                        BusyboxBundle.id(),
                        OciBundle.of(bundle.directory(), config),
                        ContainerOptions.DEFAULT.consoleSocket(socket)))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("nobody-listens");
        assertNothingIsLeft();
    }

    @Test
    void aPidFileThatCannotBeWritten() throws Exception {
        ContainerOptions options = ContainerOptions.of(ContainerIo.none()).pidFile(dir.resolve("missing/pid"));
        assertThatThrownBy(() ->
                        runtime.create(BusyboxBundle.id(), OciBundle.of(bundle.directory(), FullConfig.get()), options))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("missing");
        assertNothingIsLeft();
    }

    @Test
    void aNamespaceThatIsNotThere() throws Exception {
        OciConfig config =
                FullConfig.get().withNamespace(new OciNamespace(Namespace.IPC, Optional.of("/proc/0/ns/ipc")));
        assertThatThrownBy(() -> runtime.create(
                        BusyboxBundle.id(),
                        OciBundle.of(bundle.directory(), config),
                        ContainerOptions.of(ContainerIo.none())))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("/proc/0/ns/ipc");
        assertNothingIsLeft();
    }

    @Test
    void aStateDirectoryThatCannotBeWritten() throws Exception {
        Files.writeString(dir.resolve("state"), "a file");
        assertThatThrownBy(() -> runtime.create(
                        BusyboxBundle.id(),
                        OciBundle.of(bundle.directory(), FullConfig.get()),
                        ContainerOptions.of(ContainerIo.none())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(dir.resolve("state").toString());
        assertThat(bundle.root().resolve("made")).doesNotExist();
        assertThat(HostState.children()).isEmpty();
        Files.delete(dir.resolve("state"));
    }
}
