package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciCpu;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of a container has the shape that runc gives it, and the two take the same steps. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.RUNC, Requirement.CGROUP_WRITABLE})
class RuncLifecycleDifferentialTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private OciContainer ours;
    private final String theirs = BusyboxBundle.id();

    @BeforeEach
    void startBoth() throws Exception {
        BusyboxBundle.create(dir);
        OciConfig config = BusyboxBundle.script("exec sleep 1000").withAnnotation("org.example.key", "value");
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
        runtime = OciRuntime.at(dir.resolve("state"));
        runc("create", "--bundle", dir.toString(), theirs);
        ours = runtime.create(BusyboxBundle.id(), OciBundle.load(dir), ContainerOptions.of(ContainerIo.none()));
    }

    @AfterEach
    void stopBoth() throws Exception {
        ours.close();
        runc("delete", "--force", theirs);
    }

    private String runc(String... args) throws Exception {
        return new Runc(dir).run(args);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Set<String> names(JsonNode node) {
        return new TreeSet<>(node.propertyNames());
    }

    private void assertSameState() throws Exception {
        JsonNode runcs = JSON.readTree(runc("state", theirs));
        JsonNode own = JSON.readTree(ours.state().toDetailedJson());
        assertThat(names(own)).isEqualTo(names(runcs));
        for (String same : List.of("status", "bundle", "rootfs", "annotations", "owner")) {
            assertThat(own.get(same)).as(same).isEqualTo(runcs.get(same));
        }
        assertThat(own.get("pid").isIntegralNumber()).isTrue();
    }

    @Test
    void theStatesAreTheSameAtEachStep() throws Exception {
        assertSameState();
        runc("start", theirs);
        ours.start();
        assertSameState();
        runc("pause", theirs);
        ours.pause();
        assertSameState();
        runc("resume", theirs);
        ours.resume();
        runc("kill", theirs, "KILL");
        runtime.kill(ours.id(), 9);
        ours.waitFor();
        while (!runc("state", theirs).contains("stopped")) Thread.sleep(20);
        assertSameState();
        assertThat(JSON.readTree(ours.state().toDetailedJson()).get("pid").intValue())
                .isZero();
    }

    @Test
    void theStatisticsHaveTheSameNames() throws Exception {
        runc("start", theirs);
        ours.start();
        JsonNode runcs = JSON.readTree(runc("events", "--stats", theirs));
        JsonNode own = JSON.readTree(ours.stats().toJson());
        assertThat(names(own)).isEqualTo(names(runcs));
        assertThat(names(own.get("data"))).isEqualTo(names(runcs.get("data")));
        for (String part : List.of("/data/cpu", "/data/cpu/usage", "/data/memory", "/data/memory/raw")) {
            assertThat(names(own.at(part))).as(part).isSubsetOf(names(runcs.at(part)));
        }
        if (own.at("/data/cpu/usage").has("percpu")) {
            for (String part :
                    List.of("/data/cpu/usage", "/data/memory/swap", "/data/memory/kernel", "/data/memory/raw")) {
                assertThat(names(own.at(part))).as(part).isEqualTo(names(runcs.at(part)));
            }
            for (String part : List.of("usage", "swap", "kernel", "kernelTCP")) {
                String limit = "/data/memory/" + part + "/limit";
                assertThat(own.at(limit)).as(limit).isEqualTo(runcs.at(limit));
            }
        }
        // runc 1.1 does not read memory.peak of v2, later ones do
        assertThat(names(own.get("data").get("memory").get("usage")))
                .containsAll(names(runcs.get("data").get("memory").get("usage")))
                .isSubsetOf("failcnt", "limit", "max", "usage");
        assertThat(own.get("data").get("pids").get("current"))
                .isEqualTo(runcs.get("data").get("pids").get("current"));
    }

    @Test
    void aSecondProcessSeesTheSame() throws Exception {
        runc("start", theirs);
        ours.start();
        String look = "id; pwd; env | sort; grep -E '^(Cap|NoNew|Seccomp|Groups)' /proc/self/status; ls /proc/self/fd";
        String runcs = runc("exec", theirs, "/bin/sh", "-c", look);
        Path out = Files.createFile(dir.resolve("out"));
        var program = ours.config().process().orElseThrow().toBuilder()
                .args("/bin/sh", "-c", look)
                .build();
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.file(out), Stdio.toStdout());
        try (var p = ours.exec(program, ContainerOptions.of(io))) {
            assertThat(p.waitFor()).isZero();
        }
        assertThat(read(out)).isEqualTo(runcs);
    }

    @Test
    @Requires(Requirement.CGROUP1_MEMORY)
    void theCpusetsStatisticsAreRuncs() throws Exception {
        runc("start", theirs);
        ours.start();
        OciConfig withCpus = OciBundle.load(dir)
                .config()
                .editResources(r -> r.cpu(OciCpu.builder().cpus("0").mems("0").build()));
        runc("update", "--cpuset-cpus", "0", "--cpuset-mems", "0", theirs);
        try (OciContainer other = runtime.start(
                BusyboxBundle.id(), OciBundle.of(dir, withCpus), ContainerOptions.of(ContainerIo.none()))) {
            JsonNode runcs = JSON.readTree(runc("events", "--stats", theirs));
            JsonNode own = JSON.readTree(other.stats().toJson());
            assertThat(own.at("/data/cpuset")).isEqualTo(runcs.at("/data/cpuset"));
        }
    }
}
