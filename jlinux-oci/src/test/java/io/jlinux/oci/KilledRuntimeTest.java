package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.testkit.HostState;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A JVM is killed before each step of create, start and delete, in each hook, and at any time of the whole: a forced delete in another JVM
 * leaves nothing of the container, whatever there was of it.
 */
@Tag("heavy")
@NoLeaks
@Timeout(900)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class KilledRuntimeTest {
    private static final List<String> KINDS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    private static final int CREATE = 16;
    private static final int STEPS = CREATE + 5 + 3;
    private static final int FORCE = 3;

    /** So that they are 50 in all. */
    private static final int TIMES = 50 - STEPS - FORCE - 6;

    /** An emulated machine takes a sample. */
    private static final int STRIDE = Boolean.getBoolean("jlinux.vm") ? 6 : 1;

    private static final String MARK = "12345.6781";
    private static final long SEED = System.nanoTime();

    @TempDir
    Path dir;

    private Path bundle;
    private Path temporary;
    private OciRuntime runtime;
    private final String id = BusyboxBundle.id();
    private final Random random = new Random(SEED);
    private long wholeMicros;

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir.resolve("bundle")).directory();
        Files.createDirectories(bundle.resolve("rootfs/copied"));
        Files.writeString(bundle.resolve("rootfs/copied/file"), "up");
        Files.createDirectory(bundle.resolve("fuses"));
        temporary = Files.createDirectory(dir.resolve("tmp"));
        runtime = OciRuntime.at(dir.resolve("state"));
        Files.write(bundle.resolve("config.json"), ConfigWriter.write(config()));
    }

    private OciConfig config() {
        OciDevice device = new OciDevice(
                "/made/device",
                OciDevice.Type.CHAR,
                1,
                3,
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
        return BusyboxBundle.script("true").withArgs("/bin/sleep", MARK).toBuilder()
                .hooks(new OciHooks(hook(0), hook(1), hook(2), hook(3), hook(4), hook(5)))
                .build()
                .withMount(OciMount.of("/copied", "tmpfs", "tmpfs", "tmpcopyup"))
                .withMount(OciMount.bind("/fuses", "fuses"))
                .withMount(OciMount.bind("/made/for/this", "rootfs/bin"))
                .withMount(OciMount.bind("/etc/made", "/etc/hostname"))
                .editLinux(l -> l.devices(List.of(device)))
                .editResources(r -> r.pidsLimit(64))
                .editProcess(p -> p.cwd("/work/here"));
    }

    private List<OciHook> hook(int kind) {
        String name = KINDS.get(kind);
        String fuse = (name.equals("startContainer")
                ? "/fuses/" + name
                : CrashMain.fuse(bundle, name).toString());
        String script = "rm " + fuse + " 2>/dev/null && sleep 20; true";
        return List.of(new OciHook("/bin/sh", List.of("sh", "-c", script), List.of(), Optional.empty()));
    }

    private record Jvm(String point, Process process, BufferedReader out) {}

    private List<String> points() {
        List<String> points = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) points.add("step " + i);
        for (int i = 0; i < FORCE; i++) points.add("force " + i);
        for (String kind : KINDS) points.add("hook " + kind);
        for (int i = 0; i < TIMES; i++) points.add("time");
        assertThat(points).hasSize(50);
        List<String> some = new ArrayList<>();
        for (int i = 0; i < points.size(); i += STRIDE) some.add(points.get(i));
        return some;
    }

    private Jvm jvm(String point) throws Exception {
        Process process = OtherJvm.start(
                CrashMain.class,
                List.of("-XX:+UseSerialGC", "-Djava.io.tmpdir=" + temporary),
                runtime.root().toString(),
                id,
                bundle.toString(),
                point);
        return new Jvm(point, process, process.inputReader());
    }

    private void measure() throws Exception {
        Jvm whole = jvm("none");
        assertThat(whole.out.readLine()).isEqualTo("ready");
        long begin = System.nanoTime();
        go(whole);
        assertThat(whole.out.readLine()).isEqualTo("done");
        wholeMicros = (System.nanoTime() - begin) / 1000;
        assertThat(whole.process.waitFor()).isZero();
        restore(before);
    }

    private static void go(Jvm jvm) throws IOException {
        jvm.process.getOutputStream().write('\n');
        jvm.process.getOutputStream().flush();
    }

    private TreeSet<String> before = new TreeSet<>();

    @Test
    void aForcedDeleteLeavesNothing() throws Exception {
        before = tree();
        measure();
        HostState host = HostState.capture();
        TreeSet<String> tables = tables();
        TreeSet<String> images = images();
        List<String> points = points();
        int halves = 0;
        // the next one begins beside the last one
        Jvm next = jvm(points.get(0));
        try {
            for (int i = 0; i < points.size(); i++) {
                Jvm jvm = next;
                assertThat(jvm.out.readLine()).as(jvm.point).isEqualTo("ready");
                kill(jvm);
                jvm.out.close();
                boolean half = isHalf(i * STRIDE);
                if (half) halves++;

                runtime.deleteByForce(id);

                String when = jvm.point + ", seed " + SEED;
                awaitNone(images, when);
                assertThat(runtime.ids()).as(when).isEmpty();
                assertThat(cgroups()).as(when).isEmpty();
                assertThat(temporary).as(when).isEmptyDirectory();
                assertThat(tables()).as(when).isEqualTo(tables);
                if (half) assertThat(tree()).as(when).isEqualTo(before);
                restore(before);
                if (i + 1 < points.size()) next = jvm(points.get(i + 1));
            }
        } finally {
            next.process.destroyForcibly().waitFor();
            next.out.close();
        }
        host.assertNothingLeftBehind();
        assertThat(halves).isGreaterThanOrEqualTo((CREATE - 4) / STRIDE);
    }

    private void kill(Jvm jvm) throws Exception {
        go(jvm);
        if (jvm.point.equals("time")) {
            TimeUnit.MICROSECONDS.sleep(random.nextLong(wholeMicros));
            jvm.process.toHandle().destroyForcibly();
        }
        assertThat(jvm.process.waitFor(60, TimeUnit.SECONDS)).as(jvm.point).isTrue();
        if (!jvm.point.equals("time"))
            assertThat(jvm.process.exitValue()).as(jvm.point).isEqualTo(137);
    }

    /** Whether it was not made to the end: then not even mount points stay, which a whole one leaves. */
    private boolean isHalf(int point) throws IOException {
        if (point < CREATE) return true;
        Path state = runtime.root().resolve(id).resolve("state.json");
        return Files.exists(state) && Files.readString(state).contains("creating");
    }

    private TreeSet<String> tree() throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return new TreeSet<>(files.map(Path::toString)
                    .filter(f -> !f.equals(bundle.resolve("pid").toString()))
                    .toList());
        }
    }

    private void restore(TreeSet<String> to) throws IOException {
        List<String> more = new ArrayList<>(tree());
        more.removeAll(to);
        more.sort(Comparator.reverseOrder());
        for (String file : more) Files.delete(Path.of(file));
        Files.deleteIfExists(bundle.resolve("pid"));
    }

    private static TreeSet<String> tables() throws IOException {
        if (!Requirement.NFTABLES.isMet()) return new TreeSet<>();
        try (Nftables nft = Nftables.current()) {
            return new TreeSet<>(
                    nft.tables().stream().map(t -> t.name().toString()).toList());
        }
    }

    private static void awaitNone(TreeSet<String> images, String when) throws Exception {
        for (int i = 0; i < 300 && !(images().equals(images) && survivors().isEmpty()); i++) Thread.sleep(10);
        assertThat(survivors()).as(when).isEmpty();
        assertThat(images()).as(when).isEqualTo(images);
    }

    /** Processes whose program is an image in memory: children that have not come to the container's program. */
    private static TreeSet<String> images() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String exe = Files.readSymbolicLink(process.resolve("exe")).toString();
                    if (exe.startsWith("/memfd:")) found.add(process + " " + exe);
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return found;
    }

    private static List<String> survivors() throws IOException {
        List<String> found = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    String line = Files.readString(process.resolve("cmdline"));
                    if (line.contains(MARK)) found.add(process + " " + line);
                } catch (IOException e) {
                    // it has ended
                }
            }
        }
        return found;
    }

    private List<Path> cgroups() throws IOException {
        return CgroupHost.current().home().directories().stream()
                .map(directory -> directory.resolve(id))
                .filter(Files::exists)
                .toList();
    }
}
