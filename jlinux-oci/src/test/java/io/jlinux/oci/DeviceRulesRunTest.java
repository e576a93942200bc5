package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciDeviceRule;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device rules of runc's template, and more, from inside of a container that may make devices. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class DeviceRulesRunTest {
    @TempDir
    Path dir;

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home(); // stays open
    }

    @BeforeEach
    void makeRoot() throws IOException {
        Path bin = Files.createDirectories(dir.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true, false);
        Files.createSymbolicLink(bin.resolve("sh"), Path.of("busybox"));
    }

    @Test
    void aDeviceThatIsMadeInsideCannotBeOpened() throws Exception {
        String out = run(OciConfig.template(), "busybox mknod /dev/x b 8 0 && echo made; busybox cat /dev/x");
        assertThat(out).startsWith("made\n").contains("can't open '/dev/x': Operation not permitted");
        assertThat(run(OciConfig.template(), "busybox mknod /dev/k c 1 11; exec 3</dev/k"))
                .contains("Operation not permitted");
    }

    @Test
    void theDefaultDevicesWork() throws Exception {
        String script =
                "for d in null zero full random urandom; do busybox head -c 1 /dev/$d >/dev/null && echo $d; done;"
                        + " busybox ls /dev/pts >/dev/null && exec 3<>/dev/ptmx && echo ptmx";
        assertThat(run(OciConfig.template(), script)).isEqualTo("null\nzero\nfull\nrandom\nurandom\nptmx\n");
    }

    @Test
    void theRulesOfTheConfigHoldInTheirOrder() throws Exception {
        OciDeviceRule readKmsg = new OciDeviceRule(
                true, OciDeviceRule.Type.CHAR, OptionalLong.of(1), OptionalLong.of(11), Optional.of("r"));
        OciDeviceRule denyAll = OciDeviceRule.all(false);
        String script =
                "busybox mknod /dev/k c 1 11; (exec 3</dev/k) && echo read; (exec 3>/dev/k) || echo not written";
        assertThat(run(withRules(denyAll, readKmsg), script)).contains("read\n", "not written\n");
        assertThat(run(withRules(denyAll, readKmsg, denyAll), script))
                .doesNotContain("read\n")
                .contains("not written\n");
    }

    @Test
    void aListedDeviceCanBeUsed() throws Exception {
        OciConfig config = OciConfig.template().editLinux(linux -> linux.devices(List.of(kmsg())));
        assertThat(run(config, "exec 3<>/dev/k && echo fine")).isEqualTo("fine\n");
    }

    @Test
    void aListedDeviceThatARuleNamesIsWhatTheRuleSays() throws Exception {
        OciDeviceRule read = new OciDeviceRule(
                true, OciDeviceRule.Type.CHAR, OptionalLong.of(1), OptionalLong.of(11), Optional.of("r"));
        OciConfig config = withRules(OciDeviceRule.all(false), read).editLinux(linux -> linux.devices(List.of(kmsg())));
        assertThat(run(config, "exec 3</dev/k && echo read; (exec 3>/dev/k) || echo not written"))
                .contains("read\n", "not written\n");
    }

    @Test
    void withoutARuleAllButTheDefaultsIsDenied() throws Exception {
        String script = "busybox mknod /dev/k c 1 11; exec 4<>/dev/null && echo null; exec 3</dev/k && echo open";
        OciConfig nothing = OciConfig.template().editLinux(linux -> linux.resources(OciResources.NONE));
        for (OciConfig config : List.of(withRules(), nothing)) {
            assertThat(run(config, script)).startsWith("null\n").contains("Operation not permitted");
        }
    }

    @Test
    void anUpdateOfOtherLimitsLeavesTheRules() throws Exception {
        OciConfig allow = withRules(OciDeviceRule.all(true));
        String script = "busybox mknod /dev/k c 1 11; echo made; read go; exec 3</dev/k && echo open";
        try (OciContainer container = start(allow, script, Stdio.pipe())) {
            BufferedReader out = container.process().inputReader();
            assertThat(out.readLine()).isEqualTo("made");
            container.update(OciResources.NONE.toBuilder().pidsLimit(100).build());
            container.process().getOutputStream().write('\n');
            container.process().getOutputStream().flush();
            assertThat(out.readLine()).isEqualTo("open");
        }
    }

    private static OciDevice kmsg() {
        return new OciDevice(
                "/dev/k", OciDevice.Type.CHAR, 1, 11, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    private static OciConfig withRules(OciDeviceRule... rules) {
        return OciConfig.template().editResources(resources -> resources.devices(List.of(rules)));
    }

    private OciContainer start(OciConfig config, String script, Stdio in) throws IOException {
        OciCapabilities rights = OciCapabilities.of("CAP_MKNOD", "CAP_SYSLOG"); // kmsg may ask for the second
        OciConfig shell = config.withTerminal(false)
                .withArgs("/bin/sh", "-c", "exec 2>&1; " + script)
                .editProcess(process -> process.capabilities(rights));
        String id = "jlinux-test-" + ProcessHandle.current().pid() + "-devices";
        return OciBundle.of(dir, shell).start(id, new ContainerIo(in, Stdio.pipe(), Stdio.inherit()));
    }

    private String run(OciConfig config, String script) throws IOException, InterruptedException {
        try (OciContainer container = start(config, script, Stdio.devNull())) {
            String out = new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            container.waitFor();
            return out;
        }
    }
}
