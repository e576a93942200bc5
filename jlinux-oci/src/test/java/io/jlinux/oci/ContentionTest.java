package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several at once want to do the same to one container: one does, and the others are told why they cannot. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ContentionTest {
    private static final int CONTENDERS = 4;

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private OciBundle bundle;
    private final String id = BusyboxBundle.id();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home(); // stays open
    }

    @BeforeEach
    void makeBundle() throws Exception {
        BusyboxBundle.create(dir);
        Files.write(dir.resolve("config.json"), ConfigWriter.write(BusyboxBundle.script("exec sleep 1000")));
        bundle = OciBundle.load(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
    }

    @AfterEach
    void remove() throws IOException {
        runtime.deleteByForce(id);
    }

    @FunctionalInterface
    private interface Contest {
        /** What each contender says in the end. */
        List<String> hold(String verb) throws Exception;
    }

    private void assertOneWins(Contest contest, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            assertOneWins(contest.hold("create"), ".*EEXIST.*is in .*");
            assertThat(runtime.ids()).containsExactly(id);
            assertOneWins(contest.hold("start"), "OciStateException.*" + id + ".*running.*");
            ContenderMain.stop(runtime, id);
            assertOneWins(contest.hold("delete"), ".*" + id + ".*ENOENT.*none of this id.*");
            assertThat(runtime.ids()).isEmpty();
            assertThat(CgroupHost.current().home().directories())
                    .noneMatch(directory -> Files.exists(directory.resolve(id)));
        }
    }

    private static void assertOneWins(List<String> said, String otherwise) {
        assertThat(said)
                .filteredOn(ContenderMain.WON::equals)
                .as(said.toString())
                .hasSize(1);
        assertThat(said).filteredOn(s -> !s.equals(ContenderMain.WON)).allMatch(s -> s.matches(otherwise));
    }

    @Test
    void threads() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
        try {
            assertOneWins(verb -> inThreads(threads, verb), 3);
        } finally {
            threads.shutdownNow();
        }
    }

    private List<String> inThreads(ExecutorService threads, String verb) throws Exception {
        CountDownLatch all = new CountDownLatch(CONTENDERS);
        List<Future<String>> results = new ArrayList<>();
        for (int i = 0; i < CONTENDERS; i++) {
            results.add(threads.submit(() -> {
                all.countDown();
                all.await();
                return ContenderMain.contend(runtime, id, bundle, verb);
            }));
        }
        List<String> said = new ArrayList<>();
        for (Future<String> result : results) said.add(result.get());
        return said;
    }

    @Test
    @Tag("heavy")
    void processes() throws Exception {
        List<Process> jvms = new ArrayList<>();
        List<BufferedReader> outs = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Process jvm = OtherJvm.start(
                        ContenderMain.class, List.of(), runtime.root().toString(), id, dir.toString());
                jvms.add(jvm);
                outs.add(new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8)));
            }
            for (BufferedReader out : outs) assertThat(out.readLine()).isEqualTo("ready");
            assertOneWins(
                    verb -> {
                        for (Process jvm : jvms) {
                            jvm.getOutputStream().write((verb + "\n").getBytes(StandardCharsets.UTF_8));
                            jvm.getOutputStream().flush();
                        }
                        List<String> said = new ArrayList<>();
                        for (BufferedReader out : outs) said.add(out.readLine());
                        return said;
                    },
                    5);
        } finally {
            for (Process jvm : jvms) jvm.destroyForcibly().waitFor();
            for (BufferedReader out : outs) out.close();
            for (Process jvm : jvms) jvm.getOutputStream().close();
        }
    }
}
