package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciDeviceRule;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
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
        OciDevice kmsg = new OciDevice(
                "/dev/k", OciDevice.Type.CHAR, 1, 11, OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
        OciConfig config = OciConfig.template().editLinux(linux -> linux.devices(List.of(kmsg)));
        assertThat(run(config, "exec 3<>/dev/k && echo fine")).isEqualTo("fine\n");
    }

    @Test
    void aContainerWithoutRulesIsNotRestricted() throws Exception {
        assertThat(run(withRules(), "busybox mknod /dev/k c 1 11; exec 3</dev/k && echo fine"))
                .isEqualTo("fine\n");
    }

    private static OciConfig withRules(OciDeviceRule... rules) {
        return OciConfig.template().editResources(resources -> resources.devices(List.of(rules)));
    }

    private String run(OciConfig config, String script) throws IOException, InterruptedException {
        OciCapabilities rights = OciCapabilities.of("CAP_MKNOD", "CAP_SYSLOG"); // kmsg may ask for the second
        OciConfig shell = config.withTerminal(false)
                .withArgs("/bin/sh", "-c", "exec 2>&1; " + script)
                .editProcess(process -> process.capabilities(rights));
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.inherit());
        String id = "jlinux-test-" + ProcessHandle.current().pid() + "-devices";
        try (OciContainer container = OciBundle.of(dir, shell).start(id, io)) {
            String out = new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            container.waitFor();
            return out;
        }
    }
}
