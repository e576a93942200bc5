package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a container that a state directory knows. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class OciRuntimeTest extends OnRuntime {
    private OciBundle script(String script) {
        return OciBundle.of(dir, BusyboxBundle.script(script));
    }

    private ContainerOptions out() {
        return ContainerOptions.of(new ContainerIo(Stdio.devNull(), Stdio.file(dir.resolve("out")), Stdio.toStdout()));
    }

    @Test
    void fromCreatedToDeleted() throws Exception {
        OciConfig config =
                BusyboxBundle.script("echo begun; exec sleep 1000").withAnnotation("org.example.key", "value");
        try (OciContainer made = runtime.create(id, OciBundle.of(dir, config), out())) {
            OciState created = runtime.state(id);
            assertThat(created.status()).isEqualTo(OciStatus.CREATED);
            assertThat(created.pid()).hasValue(made.process().pid());
            assertThat(created.bundle()).isEqualTo(dir);
            assertThat(created.annotations()).containsEntry("org.example.key", "value");
            assertThat(runtime.list()).containsExactly(created);
            assertThat(dir.resolve("out")).isEmptyFile();
            assertThatThrownBy(() -> runtime.delete(id))
                    .isInstanceOf(OciStateException.class)
                    .hasMessage("cannot delete container " + id + ": it is created, and must be stopped");
            assertThatThrownBy(() -> made.resume()).isInstanceOf(OciStateException.class);

            made.start();

            assertThat(made.state().status()).isEqualTo(OciStatus.RUNNING);
            assertThatThrownBy(made::start)
                    .isInstanceOf(OciStateException.class)
                    .hasMessageContaining("is running, and must be created");
            assertThatThrownBy(() -> runtime.delete(id)).isInstanceOf(OciStateException.class);
            // a slow machine has not come to it yet
            for (int i = 0; i < 3000 && Files.size(dir.resolve("out")) == 0; i++) Thread.sleep(10);
            assertThat(made.kill(Signal.KILL)).isTrue();
            assertThat(made.waitFor().signal()).hasValue(9);
            OciState stopped = runtime.state(id);
            assertThat(stopped.status()).isEqualTo(OciStatus.STOPPED);
            assertThat(stopped.pid()).isEmpty();
            assertThat(made.kill(Signal.KILL)).isFalse();
            assertThatThrownBy(() -> runtime.kill(id, Signal.KILL)).isInstanceOf(OciStateException.class);
            assertThatThrownBy(made::start).isInstanceOf(OciStateException.class);

            made.delete();

            assertThatThrownBy(() -> runtime.state(id))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        }
        assertThat(dir.resolve("out")).hasContent("begun");
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void closeRemovesWhatWasCreated() throws Exception {
        List<Path> cgroups;
        try (OciContainer made = runtime.create(id, script("true"), out())) {
            cgroups = runtime.state(id).cgroups();
            assertThat(made.process().isAlive()).isTrue();
        }
        assertThat(runtime.root()).isEmptyDirectory();
        assertThat(cgroups).noneMatch(Files::exists);
    }

    @Test
    void oneThatIsGivenAwayIsLeftAlone() throws Exception {
        long pid;
        try (OciContainer made = runtime.create(id, script("exec sleep 1000"), out())) {
            pid = made.process().pid();
            made.detach();
        }
        try (OciContainer again = runtime.get(id)) {
            assertThat(again.state().pid()).hasValue(pid);
            again.start();
            assertThat(again.state().status()).isEqualTo(OciStatus.RUNNING);
        }
        assertThat(runtime.state(id).status()).isEqualTo(OciStatus.RUNNING);
        runtime.deleteByForce(id);
        assertThat(runs(pid)).isFalse();
        assertThat(runtime.list()).isEmpty();
        runtime.deleteByForce(id);
    }

    /** Not when it is a zombie, which may go away at any time. */
    private static boolean runs(long pid) {
        try {
            return !Files.readString(Path.of("/proc/" + pid + "/cmdline")).isEmpty();
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void anIdIsTakenOnce() throws Exception {
        try (OciContainer made = runtime.create(id, script("true"), out())) {
            assertThatThrownBy(() -> runtime.create(id, script("true"), out()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                    .hasMessageContaining(id);
            assertThat(made.state().status()).isEqualTo(OciStatus.CREATED);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> runtime.state("../x"));
    }

    @Test
    void aProgramThatIsMissingIsAnErrorOfCreate() throws Exception {
        OciConfig config = BusyboxBundle.script("true").withArgs("no-such-program");
        assertThatThrownBy(() -> runtime.create(id, OciBundle.of(dir, config), out()))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageStartingWith("execute no-such-program");
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void anExecveThatFailsIsAnErrorOfStartAndLeavesNothing() throws Exception {
        Path script = Files.writeString(bundle.root().resolve("bin/broken"), "#!/no/such/interpreter\n");
        script.toFile().setExecutable(true);
        OciConfig config = BusyboxBundle.script("true").withArgs("/bin/broken");
        try (OciContainer made = runtime.create(id, OciBundle.of(dir, config), out())) {
            assertThatThrownBy(made::start)
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                    .hasMessageStartingWith("execute /bin/broken");
            assertThat(runtime.root()).isEmptyDirectory();
        }
    }

    @Test
    void aKillOfACreatedOneStopsIt() throws Exception {
        try (OciContainer made = runtime.create(id, script("true"), out())) {
            runtime.kill(id, Signal.KILL);
            made.waitFor();
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.STOPPED);
            runtime.delete(id);
        }
    }

    @Test
    void startMakesAndStartsAtOnce() throws Exception {
        try (OciContainer made = runtime.start(id, script("echo begun; exec sleep 1000"), out())) {
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.RUNNING);
            assertThat(runtime.state(id).pid()).hasValue(made.process().pid());
            made.kill(Signal.KILL);
            assertThat(made.onExit().get(60, TimeUnit.SECONDS)).isPresent();
        }
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void runRemovesItAgain() throws Exception {
        assertThat(runtime.run(id, script("exit 7"))).isEqualTo(7);
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void thePidFileHoldsThePid() throws Exception {
        Path file = dir.resolve("pid");
        try (OciContainer made = runtime.create(id, script("true"), out().pidFile(file))) {
            assertThat(file).hasContent(Long.toString(made.process().pid()));
        }
        String other = BusyboxBundle.id();
        assertThatThrownBy(() -> runtime.create(other, script("true"), out().pidFile(dir.resolve("no/pid"))))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("ENOENT");
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void anotherProcessOfTheSamePidIsNeverSignalled() throws Exception {
        try (OciContainer made = runtime.create(id, script("true"), out());
                io.jlinux.spawn.LinuxProcess other =
                        io.jlinux.spawn.Spawn.command("sleep", "1000").start()) {
            io.jlinux.oci.state.StateDirectory directory =
                    new io.jlinux.oci.state.StateDirectory(runtime.root().resolve(id));
            OciState stored = directory.read().orElseThrow();
            // as if the container had ended, and its pid had been given to another process
            directory.write(stored.withProcess(
                    java.util.OptionalLong.of(other.pid()),
                    java.util.OptionalLong.of(stored.startTime().getAsLong() - 1)));
            assertThat(runtime.state(id).status()).isEqualTo(OciStatus.STOPPED);
            assertThatThrownBy(() -> runtime.kill(id, Signal.KILL)).isInstanceOf(OciStateException.class);
            runtime.deleteByForce(id);
            assertThat(other.isAlive()).isTrue();
            assertThat(made.waitFor().signal()).hasValue(9);
        }
    }

    @Test
    void checkpointAndRestoreAreRefused() {
        assertThatThrownBy(() -> runtime.checkpoint("x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("criu");
        assertThatThrownBy(() -> runtime.restore("x")).isInstanceOf(UnsupportedOperationException.class);
    }
}
