package io.jlinux.oci.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.testkit.NoLeaks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The protocol, with plugins of our own: every operation, every way to fail. */
@Tag("heavy") // scripts, locks and their time limits
@NoLeaks
@Timeout(300)
class CniTest {
    private static final CniAttachment WEB = CniAttachment.of("web-1", Path.of("/proc/self/ns/net"));
    private static final CniNetwork GOOD = TestPlugins.network("1.1.0", "good");

    @TempDir
    Path dir;

    private TestPlugins plugins;
    private Cni cni;

    @BeforeEach
    void setUp() throws IOException {
        plugins = new TestPlugins(dir);
        cni = Cni.create(plugins.options());
    }

    /** What another JVM would have: nothing but the cache on disk. */
    private Cni another() {
        return Cni.create(plugins.options());
    }

    private Path cached() {
        return dir.resolve("cache/results/n-web-1-eth0");
    }

    @Test
    void addRunsThePluginsInOrderAndHandsTheResultOn() throws Exception {
        CniResult result = cni.add(GOOD, WEB);
        assertThat(plugins.calls()).containsExactly("ADD one", "ADD two", "ADD three");
        assertThat(plugins.stdin(0)).doesNotContain("prevResult");
        assertThat(plugins.stdin(1))
                .contains("\"prevResult\":{\"cniVersion\":\"1.1.0\",\"interfaces\":[{\"name\":\"one\"");
        assertThat(plugins.stdin(2)).contains("\"interfaces\":[{\"name\":\"two\"");
        assertThat(result.containerInterface()).map(CniInterface::name).contains("three");
        assertThat(cached()).exists();
        another().del(GOOD, WEB);
    }

    @Test
    void checkAndDelWorkFromAnotherJvm() throws Exception {
        cni.add(GOOD, WEB);
        plugins.clear();
        another().check(GOOD, WEB);
        assertThat(plugins.calls()).containsExactly("CHECK one", "CHECK two", "CHECK three");
        assertThat(plugins.stdin(0))
                .contains("\"prevResult\":{\"cniVersion\":\"1.1.0\",\"interfaces\":[{\"name\":\"three\"");
        plugins.clear();
        CachedAttachment found = another().attachments().get(0);
        assertThat(found.network()).isEqualTo(GOOD);
        assertThat(found.attachment()).isEqualTo(WEB);
        another().del(found.network(), found.attachment());
        assertThat(plugins.calls()).containsExactly("DEL three", "DEL two", "DEL one");
        assertThat(plugins.stdin(2)).contains("\"interfaces\":[{\"name\":\"three\"");
        assertThat(cached()).doesNotExist();
        assertThat(dir.resolve("cache/locks/attachments")).isEmptyDirectory();
    }

    @Test
    void delIsIdempotentAndNeedsNoNamespace() throws Exception {
        cni.add(GOOD, WEB);
        cni.del(GOOD, CniAttachment.withoutNamespace("web-1"));
        plugins.clear();
        cni.del(GOOD, CniAttachment.withoutNamespace("web-1"));
        assertThat(plugins.calls()).containsExactly("DEL three", "DEL two", "DEL one");
        assertThat(plugins.stdin(0)).doesNotContain("prevResult");
        assertThat(cni.attachments()).isEmpty();
    }

    @Test
    void delGoesOnAfterAFailureAndCanBeRepeated() throws Exception {
        CniNetwork fails = TestPlugins.network("1.0.0", "fail-DEL");
        cni.add(fails, WEB);
        plugins.clear();
        assertThatThrownBy(() -> cni.del(fails, WEB)).isInstanceOf(CniException.class);
        assertThat(plugins.calls()).containsExactly("DEL three", "DEL two", "DEL one");
        assertThat(cached()).exists();
        cni.del(TestPlugins.network("1.0.0", "good"), WEB);
        assertThat(cached()).doesNotExist();
    }

    @Test
    void anAddThatFailsIsUndone() throws Exception {
        CniNetwork fails = TestPlugins.network("1.0.0", "fail-ADD");
        CniException e = catchThrowableOfType(CniException.class, () -> cni.add(fails, WEB));
        assertThat(e.code()).hasValue(11);
        assertThat(e.errorCode()).contains(CniErrorCode.TRY_AGAIN_LATER);
        assertThat(e.plugin()).isEqualTo("two");
        assertThat(e.problem()).isEqualTo("not now");
        assertThat(e.details()).isEqualTo("ask again");
        assertThat(e)
                .hasMessage(
                        "CNI ADD n web-1 eth0: two: not now (code 11): ask again. Hint: the same call may succeed later");
        assertThat(plugins.calls()).containsExactly("ADD one", "ADD two", "DEL three", "DEL two", "DEL one");
        assertThat(plugins.stdin(4)).contains("\"interfaces\":[{\"name\":\"one\""); // what there was to undo
        assertThat(cni.attachments()).isEmpty();
        cni.add(GOOD, WEB);
        cni.del(GOOD, WEB);
    }

    @Test
    void aSecondAddIsRefused() throws Exception {
        cni.add(GOOD, WEB);
        plugins.clear();
        assertThatThrownBy(() -> another().add(GOOD, WEB)).hasMessageContaining("is attached already");
        assertThat(plugins.calls()).isEmpty();
        cni.add(GOOD, WEB.ifName("net1"));
        assertThat(cni.attachments("n")).hasSize(2);
        cni.gc(GOOD, Set.of());
    }

    @Test
    void onePluginThatHangsIsKilledAndUndone() throws Exception {
        Cni hasty = Cni.create(
                plugins.options().timeout(Duration.ofMillis(Boolean.getBoolean("jlinux.vm") ? 20_000 : 4_000)));
        CniNetwork hangs = TestPlugins.network("1.0.0", "hang-ADD");
        assertThatThrownBy(() -> hasty.add(hangs, WEB)).hasMessageContaining("two: has not ended within");
        assertThat(plugins.calls()).containsExactly("ADD one", "ADD two", "DEL three", "DEL two", "DEL one");
    }

    @Test
    void anInterruptKillsThePluginAndUndoes() throws Exception {
        CniNetwork hangs = TestPlugins.network("1.0.0", "hang-ADD");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Throwable> failed = thread.submit(() -> {
                try {
                    cni.add(hangs, WEB);
                    return new AssertionError("added");
                } catch (CniException e) {
                    return Thread.interrupted() ? e : new AssertionError("the interrupt is lost", e);
                }
            });
            while (!plugins.calls().contains("ADD two")) Thread.sleep(10);
            thread.shutdownNow();
            assertThat(failed.get(100, TimeUnit.SECONDS)).hasMessageContaining("was interrupted, and killed");
            assertThat(failed.get().getSuppressed()).isEmpty();
            assertThat(plugins.calls()).endsWith("DEL three", "DEL two", "DEL one");
        } finally {
            thread.shutdownNow();
            assertThat(thread.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void garbageIsNoResult() throws Exception {
        assertThatThrownBy(() -> cni.add(TestPlugins.network("1.0.0", "garbage"), WEB))
                .isInstanceOf(CniException.class)
                .hasMessageContaining(
                        "two: printed what is no result: its result: /ips/0/address: must be a string, is 7");
        assertThatThrownBy(() -> cni.add(TestPlugins.network("1.0.0", "text"), WEB))
                .isInstanceOf(CniException.class)
                .hasMessageContaining("two: ended with exit 2 and without an error of the protocol: core dumped");
        assertThatThrownBy(() -> cni.add(TestPlugins.network("1.0.0", "flood"), WEB))
                .isInstanceOf(CniException.class)
                .hasMessageContaining("two: printed more than 4194304 bytes, and was killed");
        assertThat(cni.attachments()).isEmpty();
    }

    @Test
    void whatAPluginLeavesRunningDoesNotHoldUsUp() throws Exception {
        CniNetwork forks = TestPlugins.network("1.0.0", "fork");
        cni.add(forks, WEB);
        cni.del(forks, WEB);
        ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").endsWith("sleep 1000"))
                .filter(p -> environment(p.pid()).contains(dir.toString()))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"));
        } catch (IOException e) {
            return "";
        }
    }

    @Test
    void gcRemovesWhatIsNotValid() throws Exception {
        CniAttachment db = CniAttachment.of("db-1", Path.of("/proc/self/ns/net"));
        cni.add(GOOD, WEB);
        cni.add(GOOD, db);
        plugins.clear();
        another().gc(GOOD, Set.of(db.id()));
        assertThat(plugins.calls()).containsExactly("DEL three", "DEL two", "DEL one", "GC one", "GC two", "GC three");
        assertThat(plugins.stdin(0)).contains("\"interfaces\":[{\"name\":\"three\"");
        assertThat(plugins.stdin(3))
                .contains("\"cni.dev/valid-attachments\":[{\"containerID\":\"db-1\",\"ifname\":\"eth0\"}]");
        assertThat(cni.attachments()).extracting(c -> c.attachment().id()).containsExactly(db.id());

        plugins.clear();
        CniNetwork before = TestPlugins.network("1.0.0", "good");
        cni.gc(before, Set.of());
        assertThat(plugins.calls()).containsExactly("DEL three", "DEL two", "DEL one");
        assertThat(cni.attachments()).isEmpty();
    }

    @Test
    void gcGoesOnAfterAFailure() throws Exception {
        CniNetwork fails = TestPlugins.network("1.1.0", "fail-GC");
        assertThatThrownBy(() -> cni.gc(fails, Set.of())).hasMessageContaining("CNI GC n: two: not now");
        assertThat(plugins.calls()).containsExactly("GC one", "GC two", "GC three");
    }

    @Test
    void statusAndVersion() throws Exception {
        cni.status(GOOD);
        assertThat(plugins.calls()).containsExactly("STATUS one", "STATUS two", "STATUS three");
        CniException e =
                catchThrowableOfType(CniException.class, () -> cni.status(TestPlugins.network("1.1.0", "status")));
        assertThat(e.errorCode()).contains(CniErrorCode.NOT_AVAILABLE);
        plugins.clear();
        cni.status(TestPlugins.network("1.0.0", "status"));
        assertThat(plugins.calls()).isEmpty();
        CniPluginVersions versions = cni.versions("one");
        assertThat(versions.supported()).hasToString("[0.1.0, 0.4.0, 1.0.0, 1.1.0]");
        assertThat(versions.speaks(CniVersion.V1_0_0)).isTrue();
        assertThat(versions.speaks(new CniVersion(0, 3, 1))).isFalse();
    }

    @Test
    void checkIsRefusedWhereItCannotBe() throws Exception {
        assertThatThrownBy(() -> cni.check(GOOD, WEB)).hasMessageContaining("is not attached");
        assertThatThrownBy(() -> cni.check(TestPlugins.network("0.3.1", "good"), WEB))
                .isInstanceOf(IllegalArgumentException.class);
        CniNetwork fails = TestPlugins.network("0.4.0", "fail-CHECK");
        cni.add(fails, WEB);
        plugins.clear();
        assertThatThrownBy(() -> cni.check(fails, WEB)).hasMessageContaining("CNI CHECK n web-1 eth0: two: not now");
        assertThat(plugins.calls()).containsExactly("CHECK one", "CHECK two");
        CniNetwork disabled = new CniNetwork("n", fails.version(), true, false, fails.plugins());
        cni.check(disabled, WEB);
        cni.del(fails, WEB);
    }

    @Test
    void aCapabilityThatNoPluginTakesIsAnError() {
        CniAttachment a = WEB.with(CniCapabilities.NONE.portMapping(PortMapping.tcp(80, 80)));
        assertThatThrownBy(() -> cni.add(GOOD, a)).hasMessageContaining("has the capabilities [portMappings]");
    }

    @Test
    void aMissingPluginNamesItsPlaces() {
        CniNetwork n = CniNetwork.parse("{\"cniVersion\":\"1.0.0\",\"name\":\"n\",\"type\":\"absent\"}");
        assertThatThrownBy(() -> cni.add(n, WEB))
                .hasMessageContaining(
                        "absent: there is no such plugin in " + dir.resolve("nothing") + ", " + dir.resolve("bin"))
                .hasMessageContaining("containernetworking-plugins");
    }

    @Test
    void aDamagedCacheIsNotTakenForAnEmptyOne() throws Exception {
        cni.add(GOOD, WEB);
        byte[] good = Files.readAllBytes(cached());
        Files.writeString(cached(), "{");
        assertThatThrownBy(() -> cni.del(GOOD, WEB)).hasMessageContaining("a damaged cached attachment");
        Files.write(cached(), good);
        cni.del(GOOD, WEB);
    }

    @Test
    void concurrentOperationsOnOneAttachmentWaitForEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> {
                    Cni own = another();
                    for (int j = 0; j < 3; j++) {
                        try {
                            own.add(GOOD, WEB);
                        } catch (CniException e) {
                            assertThat(e).hasMessageContaining("is attached already");
                        }
                        own.del(GOOD, WEB);
                    }
                    return null;
                }));
            }
            for (Future<?> f : all) f.get(200, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
            assertThat(threads.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(cni.attachments()).isEmpty();
        List<String> calls = plugins.calls();
        // never an ADD between two ADDs: each is followed by its other two, or by a DEL of another
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).equals("ADD one")) {
                assertThat(calls.subList(i, i + 3)).containsExactly("ADD one", "ADD two", "ADD three");
            }
        }
    }

    /** Adds in a JVM that is killed meanwhile; what {@link #anAddOfAKilledJvmCanBeRemoved} runs. */
    static final class AddAndHang {
        private AddAndHang() {}

        public static void main(String[] args) throws Exception {
            Cni.create(new TestPlugins(Path.of(args[0])).options()).add(TestPlugins.network("1.1.0", "hang-ADD"), WEB);
        }
    }

    @Test
    void anAddOfAKilledJvmCanBeRemoved() throws Exception {
        String path = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + Path.of("target/test-classes").toAbsolutePath();
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        path,
                        AddAndHang.class.getName(),
                        dir.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile())
                .start();
        try {
            while (!plugins.calls().contains("ADD two")) {
                assertThat(jvm.isAlive()).as(() -> read(dir.resolve("output"))).isTrue();
                Thread.sleep(20);
            }
        } finally {
            List<ProcessHandle> hanging = jvm.descendants().toList();
            jvm.destroyForcibly().waitFor();
            hanging.forEach(ProcessHandle::destroyForcibly);
        }
        CachedAttachment begun = cni.attachments().get(0);
        assertThat(begun.result()).isEmpty();
        assertThatThrownBy(() -> cni.add(GOOD, WEB)).hasMessageContaining("an earlier ADD was cut short");
        assertThatThrownBy(() -> cni.check(GOOD, WEB)).hasMessageContaining("its ADD was cut short");
        plugins.clear();
        cni.gc(GOOD, Set.of());
        assertThat(plugins.calls()).startsWith("DEL three", "DEL two", "DEL one");
        assertThat(cni.attachments()).isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
