package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.LinuxProcess;
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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container is not its JVM's: others start it, signal it, remove it, and find what one that was killed has left. */
@Tag("heavy")
@NoLeaks
@Timeout(900)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class OtherJvmTest {
    /** Points at which a JVM is killed; all 50 of them with {@code -Djlinux.crash.points=50}. */
    private static final int POINTS = Integer.getInteger("jlinux.crash.points", 6);

    private static final String MARK = "12345.6789";

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = BusyboxBundle.script("true").withArgs("/bin/sleep", MARK);
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
    }

    private String jvm(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args[0], runtime.root().toString(), id));
        all.addAll(List.of(args).subList(1, args.length));
        return OtherJvm.run(RuntimeMain.class, all.toArray(String[]::new));
    }

    @Test
    void eachStepOfALifeInAJvmOfItsOwn() throws Exception {
        jvm("create", dir.toString());
        assertThat(runtime.state(id).status()).isEqualTo(OciStatus.CREATED);
        jvm("start");
        assertThat(jvm("state")).contains("\"status\": \"running\"", "\"bundle\": \"" + dir + "\"");
        try (OciContainer here = runtime.get(id)) {
            try (LinuxProcess p = here.exec(
                    here.config().process().orElseThrow().toBuilder()
                            .args("/bin/true")
                            .build(),
                    ContainerOptions.of(ContainerIo.none()))) {
                assertThat(p.waitFor()).isZero();
            }
            var end = here.onExit();
            assertThat(end).isNotDone();
            jvm("kill");
            // how it ended is told to its parent alone
            assertThat(end.get(60, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(runtime.state(id).status()).isEqualTo(OciStatus.STOPPED);
        jvm("delete");
        assertThat(runtime.list()).isEmpty();
    }

    @Test
    void aJvmThatIsKilledLeavesNothingThatAForcedDeleteDoesNotFind() throws Exception {
        Random random = new Random(7);
        for (int point = 0; point < POINTS; point++) {
            Process jvm = OtherJvm.start(
                    RuntimeMain.class, List.of(), "life", runtime.root().toString(), id, dir.toString());
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
                String first = out.readLine();
                assertThat(first).isEqualTo("ready");
                // the first half of the points is in the first life, which is slow, the other anywhere
                if (point % 2 == 0) {
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
                } else {
                    assertThat(out.readLine()).isEqualTo("made one");
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(400_000));
                }
                jvm.destroyForcibly().waitFor();
            }

            runtime.deleteByForce(id);

            assertThat(runtime.root())
                    .as("point " + point)
                    .satisfiesAnyOf(
                            root -> assertThat(root).doesNotExist(),
                            root -> assertThat(root).isEmptyDirectory());
            for (int i = 0; i < 200 && !survivors().isEmpty(); i++) Thread.sleep(10);
            assertThat(survivors()).as("point " + point).isEmpty();
            assertThat(cgroups()).as("point " + point).isEmpty();
        }
    }

    /** Processes of the container, by their argument; the others by the stub's name. */
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
