package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Labels of SELinux, in the virtual machine that has it ({@code boot -l}). What is said where there is none, is in {@link ProcessAttributesTest}. */
@NoLeaks
@Timeout(240)
@Tag("selinux")
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.SELINUX})
class SelinuxTest extends OnBusybox {
    private static final String PROGRAM = "jlinux_u:jlinux_r:container_t";
    private static final String FILES = "jlinux_u:object_r:container_file_t";
    private static final String LOOK = "cat /proc/self/attr/current";

    private static OciConfig labelled(String script) {
        return BusyboxBundle.script(script).editProcess(p -> p.selinuxLabel(PROGRAM));
    }

    @Test
    void theContainersOwn() throws Exception {
        assertThat(bundle.run(labelled(LOOK)).out().strip()).startsWith(PROGRAM);
        assertThat(bundle.sh(LOOK).out()).startsWith("jlinux_u:jlinux_r:host_t");
    }

    /** CVE-2019-16884: the image brings a /proc, whose files would take the label in the kernel's place. */
    @Test
    void whatIsBoundOverProcDoesNotTakeIt() throws Exception {
        FakeProc fake = FakeProc.create(dir.resolve("fake"));
        OciConfig config = labelled("exec sleep 1000").withMount(fake.mount());
        try (OciContainer container = bundle.start(config)) {
            Path real = Path.of("/proc", Long.toString(container.process().pid()), "attr/current");
            assertThat(Files.readString(real).strip()).startsWith(PROGRAM);
        }
        fake.assertUntouched();
    }

    @Test
    void thatOfAnotherProcessInIt() throws Exception {
        assertThat(bundle.exec(LOOK, p -> p.selinuxLabel(PROGRAM))).startsWith(PROGRAM);
    }

    @Test
    void anotherProcessWithoutOneHasTheContainers() throws Exception {
        OciProcess bare = OciProcess.builder()
                .args("/bin/sh", "-c", LOOK)
                .env("PATH", "/bin")
                .build();
        try (OciContainer container = bundle.start(labelled("exec sleep 1000"))) {
            assertThat(BusyboxBundle.said(container, bare, ContainerOptions.DEFAULT))
                    .startsWith(PROGRAM);
        }
    }

    @Test
    void thatOfItsMounts() throws Exception {
        OciConfig config = labelled("cat /proc/self/mountinfo").editLinux(l -> l.mountLabel(FILES));
        assertThat(bundle.run(config).lines())
                .filteredOn(l -> l.contains(" /dev ") || l.contains(" /dev/shm ") || l.contains(" /dev/pts "))
                .hasSize(3)
                .allMatch(l -> l.contains("context=" + FILES));
    }

    /** Whose file system the IPC namespace has already, before anybody could give it an option. */
    @Test
    void thatOfTheMessageQueues() throws Exception {
        OciConfig config = labelled("exec sleep 1000").editLinux(l -> l.mountLabel(FILES));
        try (OciContainer container = bundle.start(config)) {
            Path queues = Path.of("/proc", Long.toString(container.process().pid()), "root/dev/mqueue");
            Spawn look = Spawn.command("ls", "-Zd", queues.toString());
            try (LinuxProcess ls = look.start()) {
                assertThat(new String(ls.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith(FILES + " ");
                assertThat(ls.waitFor()).isZero();
            }
        }
    }

    @Test
    void oneThatThePolicyDoesNotKnow() {
        OciConfig config = BusyboxBundle.script("true").editProcess(p -> p.selinuxLabel("no:such:label"));
        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(SpawnException.class)
                .hasMessageStartingWith("set SELinux label")
                .hasMessageContaining("EINVAL")
                .hasMessageContaining("policy");
    }
}
