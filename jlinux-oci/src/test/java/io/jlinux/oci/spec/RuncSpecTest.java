package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The templates and the writer against the runc that is installed. */
@Tag("pure")
@Requires(Requirement.RUNC)
class RuncSpecTest {

    @Test
    void theTemplateIsWhatTheInstalledRuncWrites(@TempDir Path dir) throws Exception {
        String text = runcSpec(dir);
        OciConfig actual = ConfigReader.read(text);

        assertThat(actual).isEqualTo(asOnThisHost(templateOf(actual), actual));
        assertThat(ConfigWriter.toJson(actual)).isEqualTo(text);
        assertThat(ConfigWriter.toJson(actual.withSource(OciSource.NONE))).isEqualTo(text);
    }

    @Test
    void theRootlessTemplateIsWhatTheInstalledRuncWrites(@TempDir Path dir) throws Exception {
        String text = runcSpec(dir, "--rootless");
        OciConfig actual = ConfigReader.read(text);

        OciConfig expected = ConfigTemplates.rootless(asOnThisHost(templateOf(actual), actual), IdMap.rootToSelf());

        assertThat(actual).isEqualTo(expected);
        assertThat(ConfigWriter.toJson(actual)).isEqualTo(text);
        assertThat(ConfigWriter.toJson(actual.withSource(OciSource.NONE))).isEqualTo(text);
    }

    /** The template of this runc's version, which the version of the spec tells. */
    private static OciConfig templateOf(OciConfig actual) {
        return actual.ociVersion().startsWith("1.0.") ? OciConfig.template() : ConfigTemplates.runc13();
    }

    /** With what depends on the host or the patch version: the spec's version, and a cgroup namespace where v2 is. */
    private static OciConfig asOnThisHost(OciConfig template, OciConfig actual) {
        OciConfig config = template.toBuilder().ociVersion(actual.ociVersion()).build();
        boolean unified = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        return unified ? config.withNamespace(OciNamespace.create(Namespace.CGROUP)) : config;
    }

    private static String runcSpec(Path dir, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("runc", "spec", "--bundle", dir.toString()));
        command.addAll(List.of(options));
        Process runc = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(runc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(runc.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(runc.exitValue()).as(output).isZero();
        return Files.readString(dir.resolve("config.json"));
    }
}
