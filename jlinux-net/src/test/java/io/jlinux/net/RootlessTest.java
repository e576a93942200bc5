package io.jlinux.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM in a user namespace of its own: no rights outside, and all of them over its networks. */
@Requires({Requirement.USER_NAMESPACES, Requirement.UNSHARE})
class RootlessTest {
    @TempDir
    Path directory;

    private static boolean canShape() {
        return Stream.of(Requirement.TC_TBF, Requirement.TC_U32, Requirement.TC_MIRRED, Requirement.LINK_IFB)
                .allMatch(Requirement::isMet);
    }

    @Test
    void everythingThatTheKernelAllowsWorksWithoutRoot() throws Exception {
        String path = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", "")
                + File.pathSeparator
                + Path.of("target/test-classes").toAbsolutePath();
        Process p = new ProcessBuilder(
                        "unshare",
                        "--user",
                        "--map-root-user",
                        "--net",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xmx256m",
                        "-Djlinux.shape=" + canShape(),
                        "-cp",
                        path,
                        RootlessMain.class.getName(),
                        directory.toString(),
                        Requirement.NFTABLES.isMet() ? "netfilter" : "")
                .redirectErrorStream(true)
                .start();
        p.getOutputStream().close();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(p.exitValue()).as(out).isZero();
    }
}
