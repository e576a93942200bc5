package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hooks run at their points of a container's life, in order, and their failures count as the spec says. */
@NoLeaks
@Timeout(180)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class HooksTest {
    private static final String PROBE = """
            read -r state
            root=no; grep -q " /made-by-container " /proc/self/mountinfo && root=yes
            for m in $(cut -d' ' -f5 /proc/self/mountinfo); do case $m in */rootfs/probe) root=mounted;; esac; done
            status=${state#*'"status":"'}; status=${status%%'"'*}
            pid=none; case $state in *'"pid":'*) pid=some;; esac
            echo "$0 $status $pid $(hostname) $root" >> $LOG
            """;

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private Path log;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        BusyboxBundle bundle = BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
        log = Files.createFile(dir.resolve("log"));
        Files.createDirectories(bundle.root().resolve("probe"));
    }

    private OciHook hook(String name, String script) {
        return new OciHook(
                "/bin/sh",
                List.of("sh", "-c", script, name),
                List.of("LOG=" + log, "PATH=/bin:/usr/bin"),
                Optional.empty());
    }

    private OciHook probe(String name) {
        return hook(name, PROBE);
    }

    private OciConfig config(OciHooks hooks) {
        // the log of the hook inside is the same file
        return BusyboxBundle.script("echo program " + "running >> " + log).toBuilder()
                .hooks(hooks)
                .build()
                .withHostname("inside")
                .withMount(io.jlinux.oci.spec.OciMount.bind(
                        "/probe", dir.resolve("state").getParent().toString()))
                .withMount(io.jlinux.oci.spec.OciMount.bind(log.toString(), log.toString()));
    }

    private ContainerOptions io() {
        return ContainerOptions.of(new ContainerIo(Stdio.devNull(), Stdio.devNull(), Stdio.devNull()));
    }

    private OciHooks all() {
        return new OciHooks(
                List.of(probe("prestart")),
                List.of(probe("createRuntime1"), probe("createRuntime2")),
                List.of(probe("createContainer")),
                List.of(probe("startContainer")),
                List.of(probe("poststart")),
                List.of(probe("poststop")));
    }

    /** Such a root is mounted over the host's, whose programs the hooks are all the same. */
    @Test
    void beforeARootThatIsThrownAway() throws Exception {
        OciHook hook = hook(
                "createContainer", "test -d /proc/self && pwd >> $LOG && cat " + dir.resolve("config") + " >> $LOG");
        Files.writeString(dir.resolve("config"), "of the host\n");
        OciHooks hooks = new OciHooks(List.of(), List.of(), List.of(hook), List.of(), List.of(), List.of());
        OciBundle bundle = OciBundle.of(dir, config(hooks)).throwAway();
        try (OciContainer container = runtime.start(id, bundle, io())) {
            container.waitFor();
        }
        assertThat(Files.readAllLines(log))
                .containsExactly(dir.resolve("rootfs").toString(), "of the host", "program running");
    }

    @Test
    void eachKindRunsAtItsPoint() throws Exception {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        try (OciContainer container = runtime.create(id, OciBundle.of(dir, config(all())), io())) {
            assertThat(Files.readAllLines(log))
                    .containsExactly(
                            "prestart creating some " + host + " no",
                            "createRuntime1 creating some " + host + " no",
                            "createRuntime2 creating some " + host + " no",
                            // the hostname is set when the root has been entered
                            "createContainer creating some " + host + " mounted");
            container.start();
            container.waitFor();
            assertThat(Files.readAllLines(log).subList(4, 7))
                    .containsOnlyOnce("startContainer created some inside no", "program running")
                    .containsOnlyOnce("poststart running some " + host + " no")
                    .first()
                    .isEqualTo("startContainer created some inside no");
            container.delete();
            assertThat(Files.readAllLines(log)).hasSize(8).last().isEqualTo("poststop stopped none " + host + " no");
        }
        assertThat(Files.readAllLines(log)).hasSize(8);
    }

    @Test
    void theQuickWaysRunThemToo() throws Exception {
        try (OciContainer container = runtime.start(id, OciBundle.of(dir, config(all())), io())) {
            container.waitFor();
        }
        assertThat(Files.readAllLines(log)).hasSize(8);
        Files.writeString(log, "");
        assertThat(OciBundle.of(dir, config(all())).run(BusyboxBundle.id())).isZero();
        assertThat(Files.readAllLines(log)).hasSize(8);
    }

    @Test
    void withAllOfThemItsTimeIsLimitedAndItsOutputKept() throws Exception {
        OciBundle bundle = OciBundle.of(dir, config(all())).timeout(Duration.ofSeconds(60));
        ContainerResult said = bundle.command("/bin/sh", "-c", "echo out").capture();
        assertThat(said.out()).isEqualTo("out\n");
        assertThat(said.outcome().kind()).isEqualTo(Outcome.Kind.EXITED);
        Outcome late = bundle.timeout(Duration.ofSeconds(1))
                .command("/bin/sleep", "1000")
                .capture()
                .outcome();
        assertThat(late.kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
    }

    @Test
    void aFailureBeforeTheStartEndsTheContainerAndRunsPoststop() throws Exception {
        for (int kind = 0; kind < 3; kind++) {
            Files.writeString(log, "");
            OciHook bad = hook("bad", "echo a reason >&2; exit 3");
            List<OciHook> two = List.of(bad, probe("never"));
            OciHooks hooks = new OciHooks(
                    kind == 0 ? two : List.of(),
                    kind == 1 ? two : List.of(),
                    kind == 2 ? two : List.of(),
                    List.of(),
                    List.of(),
                    List.of(hook("poststop", "exit 1"), probe("poststop")));
            assertThatThrownBy(() -> runtime.create(id, OciBundle.of(dir, config(hooks)), io()))
                    .isInstanceOf(OciHookException.class)
                    .hasMessageContaining("/bin/sh: exit 3, and said: a reason");
            assertThat(Files.readAllLines(log)).hasSize(1).first().asString().startsWith("poststop stopped none");
            assertThat(runtime.root()).isEmptyDirectory();
        }
    }

    @Test
    void aFailureOfTheStartEndsTheContainerAndRunsPoststop() throws Exception {
        for (boolean before : List.of(true, false)) {
            Files.writeString(log, "");
            List<OciHook> bad = List.of(hook("bad", "exit 4"));
            OciHooks hooks = new OciHooks(
                    List.of(),
                    List.of(),
                    List.of(),
                    before ? bad : List.of(),
                    before ? List.of() : bad,
                    List.of(probe("poststop")));
            try (OciContainer container = runtime.create(id, OciBundle.of(dir, config(hooks)), io())) {
                assertThatThrownBy(container::start)
                        .isInstanceOf(OciHookException.class)
                        .hasMessageContaining(before ? "startContainer" : "poststart");
                assertThat(runtime.root()).isEmptyDirectory();
                assertThat(container.waitFor()).isNotNull();
            }
            assertThat(Files.readString(log)).contains("poststop stopped none");
            if (before) assertThat(Files.readString(log)).doesNotContain("program");
        }
    }

    @Test
    void oneThatTakesTooLongIsKilled() throws Exception {
        OciHook slow =
                new OciHook("/bin/sleep", List.of("sleep", "1000"), List.of(), Optional.of(Duration.ofSeconds(1)));
        OciHooks hooks = new OciHooks(List.of(), List.of(slow), List.of(), List.of(), List.of(), List.of());
        assertThatThrownBy(() -> runtime.create(id, OciBundle.of(dir, config(hooks)), io()))
                .isInstanceOf(OciHookException.class)
                .hasMessage("hook createRuntime /bin/sleep: has not ended within 1 s, and was killed");
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void oneThatCannotBeRunIsAFailure() throws IOException {
        OciHook missing = new OciHook("/no/such/hook", List.of(), List.of(), Optional.empty());
        OciHooks hooks = new OciHooks(List.of(), List.of(missing), List.of(), List.of(), List.of(), List.of());
        assertThatThrownBy(() -> runtime.create(id, OciBundle.of(dir, config(hooks)), io()))
                .isInstanceOf(OciHookException.class)
                .hasMessageContaining("createRuntime /no/such/hook")
                .hasMessageContaining("ENOENT");
        assertThat(runtime.root()).isEmptyDirectory();
    }
}
