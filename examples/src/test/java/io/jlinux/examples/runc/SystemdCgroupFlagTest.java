package io.jlinux.examples.runc;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --systemd-cgroup} where systemd runs, and where it does not. */
@NoLeaks
@Timeout(240)
class SystemdCgroupFlagTest {
    @TempDir
    Path dir;

    private final String id = "jlinux-runc-" + ProcessHandle.current().pid();

    private String runc(int code, String... command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] line = new String[command.length + 3];
        line[0] = "--root";
        line[1] = dir.resolve("state").toString();
        line[2] = "--systemd-cgroup";
        System.arraycopy(command, 0, line, 3, command.length);
        try (PrintStream out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
                PrintStream stderr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            int ended = Runc.execute(out, stderr, line);
            assertThat(ended).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(code);
        }
        return err.toString(StandardCharsets.UTF_8);
    }

    private String bundle() throws IOException {
        Path bundle = dir.resolve("bundle");
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        OciConfig config = Requirement.ROOT.isMet() ? OciConfig.template() : OciConfig.rootlessTemplate();
        Files.writeString(
                bundle.resolve("config.json"),
                config.withTerminal(false)
                        .withArgs("/bin/busybox", "sleep", "600")
                        .toJson());
        return bundle.toString();
    }

    @Test
    @Tag("systemd")
    @Requires({Requirement.SYSTEMD, Requirement.BUSYBOX_STATIC})
    void createsInAScope() throws Exception {
        Path pid = dir.resolve("pid");
        runc(0, "create", "--bundle", bundle(), "--pid-file", pid.toString(), id);
        try {
            Path cgroup = Path.of("/proc", Files.readString(pid), "cgroup");
            assertThat(Files.readString(cgroup).strip()).endsWith(".slice/runc-" + id + ".scope");
            runc(0, "start", id);
            runc(0, "update", "--pids-limit", "33", id);
            Path directory =
                    Path.of("/sys/fs/cgroup" + Files.readString(cgroup).strip().substring(3));
            assertThat(directory.resolve("pids.max")).hasContent("33");
            runc(0, "kill", "--all", id, "KILL");
        } finally {
            runc(0, "delete", "--force", id);
        }
    }

    @Test
    @Requires(Requirement.BUSYBOX_STATIC)
    void whereSystemdDoesNotRunItSaysSo() throws Exception {
        if (Requirement.SYSTEMD.isMet()) return;
        String said = runc(1, "create", "--bundle", bundle(), id);
        assertThat(said).containsAnyOf("systemd does not run", "only of cgroup v2");
        assertThat(runc(1, "state", id)).contains("container does not exist");
    }
}
