package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A profile of AppArmor that is loaded confines the container's programs. What is said of one that is not loaded, and of a host without
 * AppArmor, is in {@link ProcessAttributesTest} and {@link ContainerExecTest}.
 */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.APPARMOR})
class AppArmorTest {
    private static final String LOOK = "cat /proc/self/attr/current; cat /open; cat /secret 2>&1 || echo refused";

    @TempDir
    Path dir;

    private final String profile = BusyboxBundle.id();
    private BusyboxBundle bundle;
    private Path file;

    @BeforeEach
    void loadProfile() throws Exception {
        bundle = BusyboxBundle.create(dir);
        Files.writeString(bundle.root().resolve("open"), "open\n");
        Files.writeString(bundle.root().resolve("secret"), "secret\n");
        file = Files.writeString(dir.resolve("profile"), """
                profile %s flags=(attach_disconnected,mediate_deleted) {
                  file,
                  capability,
                  network,
                  signal,
                  deny /secret r,
                }
                """.formatted(profile));
        parser("--replace");
    }

    @AfterEach
    void unloadProfile() throws Exception {
        parser("--remove");
    }

    /** With a securityfs of its own: not every host has one mounted. */
    private void parser(String operation) throws Exception {
        Spawn parser = Spawn.command("apparmor_parser", operation, "--skip-cache", file.toString())
                .unshare(Namespace.MOUNT)
                .mount(Mount.of("securityfs", "/sys/kernel/security"))
                .stderr(Stdio.toStdout());
        try (LinuxProcess p = parser.start()) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(out).isZero();
        }
    }

    private void assertConfined(String out) {
        assertThat(out.lines())
                .containsExactly(
                        profile + " (enforce)", "open", "cat: can't open '/secret': Permission denied", "refused");
    }

    @Test
    void theContainersOwn() throws Exception {
        OciConfig config = BusyboxBundle.script(LOOK).editProcess(p -> p.apparmorProfile(profile));

        assertConfined(bundle.run(config).out());
        // else it would show nothing
        assertThat(bundle.sh("cat /secret").out()).isEqualTo("secret\n");
    }

    /** CVE-2019-16884: the image brings a /proc, whose files would take the label in the kernel's place. */
    @Test
    void whatIsBoundOverProcDoesNotTakeIt() throws Exception {
        FakeProc fake = FakeProc.create(dir.resolve("fake"));
        OciConfig config = BusyboxBundle.script("exec sleep 1000")
                .withMount(fake.mount())
                .editProcess(p -> p.apparmorProfile(profile));
        try (OciContainer container = bundle.start(config)) {
            Path real = Path.of("/proc", Long.toString(container.process().pid()), "attr/current");
            assertThat(Files.readString(real).strip()).isEqualTo(profile + " (enforce)");
        }
        fake.assertUntouched();
    }

    @Test
    void thatOfAnotherProcessInIt() throws Exception {
        assertConfined(bundle.exec(LOOK, p -> p.apparmorProfile(profile)));
    }

    @Test
    void anotherProcessWithoutOneHasTheContainers() throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000").editProcess(p -> p.apparmorProfile(profile));
        OciProcess bare = OciProcess.builder()
                .args("/bin/sh", "-c", LOOK)
                .env("PATH", "/bin")
                .build();
        try (OciContainer container = bundle.start(config)) {
            assertConfined(BusyboxBundle.said(container, bare, ContainerOptions.DEFAULT));
        }
    }
}
