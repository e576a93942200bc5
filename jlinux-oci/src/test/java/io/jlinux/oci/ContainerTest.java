package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a container: its streams, its end, its name, and what is left of it. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ContainerTest extends OnBusybox {
    @ParameterizedTest
    @ValueSource(ints = {0, 7, 255})
    void theExitCodeComesThrough(int code) throws Exception {
        OciBundle oci = OciBundle.of(dir, BusyboxBundle.script("exit " + code));
        assertThat(oci.run(BusyboxBundle.id())).isEqualTo(code);
    }

    @Test
    void aSignalIs128AndItsNumber() throws Exception {
        try (OciContainer container = bundle.start(BusyboxBundle.script("exec sleep 100"))) {
            assertThat(container.kill(Signal.KILL)).isTrue();
            assertThat(container.waitFor().shellCode()).isEqualTo(128 + 9);
            assertThat(container.waitFor().signal()).hasValue(9);
            assertThat(container.kill(Signal.KILL)).isFalse();
        }
    }

    @Test
    void stdoutAndStderrAreApart() throws Exception {
        BusyboxBundle.Result result = bundle.sh("echo out; echo err >&2");

        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).isEqualTo("err\n");
    }

    @Test
    void stdinIsReadToItsEnd() throws Exception {
        try (OciContainer container = bundle.start(BusyboxBundle.script("cat; echo end"))) {
            try (OutputStream in = container.process().getOutputStream()) {
                in.write("hello\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(BusyboxBundle.result(container).out()).isEqualTo("hello\n".repeat(1000) + "end\n");
        }
    }

    @Test
    void streamsCanBeFiles() throws Exception {
        Path out = dir.resolve("out");
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.file(out), Stdio.toStdout());
        try (OciContainer container = OciBundle.of(dir, BusyboxBundle.script("echo out; echo err >&2"))
                .start(BusyboxBundle.id(), io)) {
            assertThat(container.waitFor().shellCode()).isZero();
        }
        assertThat(out).hasContent("out\nerr");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", ".", "..", "ä", "a\n", "a:b"})
    void anIdOfOtherCharactersIsRefused(String id) throws Exception {
        OciBundle oci = OciBundle.of(dir, BusyboxBundle.script("true"));
        assertThatIllegalArgumentException().isThrownBy(() -> oci.run(id)).withMessageContaining("id");
    }

    @Test
    void anIdMayHaveAllCharactersOfTheSpec() throws Exception {
        OciBundle oci = OciBundle.of(dir, BusyboxBundle.script("true"));
        assertThat(oci.run(BusyboxBundle.id() + "_A.b+c-9")).isZero();
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void theIdOfARunningContainerCannotBeTaken() throws Exception {
        String id = BusyboxBundle.id();
        try (OciContainer first = bundle.start(BusyboxBundle.script("echo up; exec sleep 100"), id)) {
            assertThatThrownBy(() -> bundle.start(BusyboxBundle.script("true"), id))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                    .hasMessageContaining(id);
            assertThat(first.process().isAlive()).isTrue();
            assertThat(first.cgroup().orElseThrow().processes()).isNotEmpty();
        }
        try (OciContainer second = bundle.start(BusyboxBundle.script("echo again"), id)) {
            assertThat(BusyboxBundle.result(second).out()).isEqualTo("again\n");
        }
    }

    @Test
    void twentyContainersAtOnceAreApart() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Callable<String>> runs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                OciConfig config =
                        BusyboxBundle.script("hostname; echo $$; exit 0").withHostname("box" + i);
                runs.add(() -> bundle.run(config).out());
            }
            List<Future<String>> results = threads.invokeAll(runs);
            for (int i = 0; i < 20; i++) assertThat(results.get(i).get()).isEqualTo("box" + i + "\n1\n");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void closeKillsDaemonsAndRemovesTheCgroup() throws Exception {
        List<Path> cgroups;
        OciContainer container = bundle.start(
                BusyboxBundle.script(
                        "(setsid sleep 1000 &) ; (setsid sleep 1000 &) ; echo up; trap '' TERM HUP INT; while :; do sleep 1; done"));
        try (container) {
            BufferedReader out = new BufferedReader(
                    new InputStreamReader(container.process().getInputStream(), StandardCharsets.UTF_8));
            assertThat(out.readLine()).isEqualTo("up");
            cgroups = container.cgroup().map(c -> c.directories()).orElse(List.of());
            assertThat(cgroups).allMatch(Files::isDirectory);
        }
        assertThat(container.process().isAlive()).isFalse();
        assertThat(cgroups).noneMatch(Files::exists);
    }

    @Test
    void withoutAPidNamespaceCloseKillsDaemonsByTheirCgroup() throws Exception {
        OciConfig config =
                BusyboxBundle.script("(setsid sleep 4321 &) ; echo up").withoutNamespace(io.jlinux.ns.Namespace.PID);
        try (OciContainer container = bundle.start(config)) {
            container.waitFor();
        }
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(p -> p.info().arguments().stream())
                        .filter(a -> List.of(a).contains("4321")))
                .isEmpty();
    }

    @Test
    void theEndOfTheFirstProcessEndsTheOthers() throws Exception {
        OciConfig config = BusyboxBundle.script("(setsid sleep 1000 &); exit 3");
        try (OciContainer container = bundle.start(config)) {
            assertThat(container.waitFor().shellCode()).isEqualTo(3);
        }
    }

    @Test
    void anInterruptedRunKillsTheContainer() throws Exception {
        OciBundle oci = OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000"));
        Thread thread = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                return;
            }
            thread.interrupt();
        });
        interrupter.start();
        assertThatThrownBy(() -> oci.run(BusyboxBundle.id())).isInstanceOf(InterruptedException.class);
        interrupter.join();
    }

    @Test
    void laterChangesOfTheConfigHaveNoEffect() throws Exception {
        Path json = dir.resolve("config.json");
        Files.writeString(json, io.jlinux.oci.spec.ConfigWriter.toJson(BusyboxBundle.script("exit 4")));
        OciBundle oci = OciBundle.load(dir);
        Files.writeString(json, "{}");

        assertThat(oci.run(BusyboxBundle.id())).isEqualTo(4);
    }

    @Test
    void theRootMayBeAnAbsolutePathOrALinkOrAnywhereFromTheBundle() throws Exception {
        Path other = Files.createDirectory(dir.resolve("bundle"));
        Files.createSymbolicLink(dir.resolve("link"), Path.of("rootfs"));
        for (String path : List.of("../rootfs", bundle.root().toString(), "../link")) {
            OciConfig config = BusyboxBundle.script("exit 5").toBuilder()
                    .root(new OciRoot(path, true))
                    .build();
            assertThat(OciBundle.of(other, config).run(BusyboxBundle.id()))
                    .as(path)
                    .isEqualTo(5);
        }
    }
}
