package io.jlinux.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who has neither micrometer nor dbus-java uses cgroups all the same: a JVM with nothing but what is required on its module path. */
@NoLeaks
@Timeout(300)
class OptionalDependenciesTest {
    @TempDir
    Path work;

    /** Where a class of this JVM was loaded from. */
    private static String home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private String run(Class<?>... modules) throws Exception {
        Path main = work.resolve("ModulePathMain.java");
        try (InputStream in = getClass().getResourceAsStream("ModulePathMain.java.txt")) {
            Files.write(main, in.readAllBytes());
        }
        List<String> path = new ArrayList<>();
        for (Class<?> type : modules) path.add(home(type));
        String access = Runtime.version().feature() >= 22 ? "--enable-native-access=com.sun.jna" : "-Xshare:auto";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                access,
                "--module-path",
                String.join(File.pathSeparator, path),
                "--add-modules",
                "io.jlinux.cgroup",
                main.toString()));
        if (Requirement.CGROUP_WRITABLE.isMet()) command.add(Hosts.name());
        command.addAll(0, List.of("/bin/sh", "-c", "exec \"$@\" 2>&1", "sh"));
        try (LinuxProcess p = Spawn.command(command).start()) {
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(said).isZero();
            return said;
        }
    }

    @Test
    void withoutThemCgroupsAreUsedOnTheModulePath() throws Exception {
        assumeFalse(Boolean.getBoolean("jlinux.vm"), "it compiles, which takes long there");
        String said = run(Cgroup.class, Spawn.class, com.sun.jna.Native.class, org.slf4j.Logger.class);
        assertThat(said.lines())
                .contains(
                        "module io.jlinux.cgroup, named true",
                        "micrometer.core false",
                        "org.freedesktop.dbus false",
                        "host " + CgroupHost.current().mode())
                .anyMatch(l -> l.startsWith("io.jlinux.cgroup.metrics.CgroupMetrics lacks io/micrometer/"))
                .anyMatch(l -> l.startsWith("io.jlinux.cgroup.systemd.Systemd lacks org/freedesktop/dbus/"));
        if (Requirement.CGROUP_WRITABLE.isMet()) assertThat(said).contains("program 3 in jlinux-test-");
    }
}
