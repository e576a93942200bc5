package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
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

/** What {@code runc spec --rootless} writes, run by whoever runs the tests; an ordinary user in one of the stages. */
@NoLeaks
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class RootlessRunTest {
    @TempDir
    Path dir;

    private BusyboxBundle bundle;

    @BeforeAll
    static void openWhatStaysOpen() throws Exception {
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home();
    }

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir);
    }

    private static OciConfig script(String script) {
        return BusyboxBundle.script(OciConfig.rootlessTemplate(), script);
    }

    @Test
    void theTemplateRuns() throws Exception {
        long uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        BusyboxBundle.Result result = bundle.run(script("""
                echo "pid $$ $(hostname) $(id -u):$(id -g)"
                cat /proc/self/uid_map
                grep CapEff /proc/self/status
                grep NoNewPrivs /proc/self/status
                touch /file
                echo x > /dev/null && echo null
                ls /sys > /dev/null && echo sys
                exit 6
                """));

        assertThat(result.lines().stream().map(l -> l.strip().replaceAll("\\s+", " ")))
                .containsExactly(
                        "pid 1 runc 0:0",
                        "0 " + uid + " 1",
                        "CapEff: 0000000020000420",
                        "NoNewPrivs: 1",
                        "null",
                        "sys");
        assertThat(result.err()).contains("touch").contains("Read-only file system");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.code()).isEqualTo(6);
    }

    @Test
    void aTmpfsIsFilledWithWhatItHides() throws Exception {
        Path etc = Files.createDirectories(bundle.root().resolve("etc/sub"));
        Files.writeString(etc.resolve("file"), "content\n");
        Files.writeString(bundle.root().resolve("etc/passwd"), "root:x:0:0::/of/root:/bin/sh\n");
        OciConfig config = script("cat /etc/sub/file; stat -c %u /etc/sub/file; echo x > /etc/sub/new; echo $HOME")
                .withMount(OciMount.of("/etc", "tmpfs", "tmpfs", "tmpcopyup", "nosuid"));

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.lines()).containsExactly("content", "0", "/of/root");
        assertThat(etc.resolve("new")).doesNotExist();
    }

    @Test
    void schedulingAndRemounts() throws Exception {
        OptionalLong none = OptionalLong.empty();
        OciConfig config = script("cut -d' ' -f19,41 /proc/self/stat; grep -c ' /tmp ro,nosuid' /proc/self/mountinfo")
                .editProcess(p -> p.scheduler(new OciScheduler(
                        OciScheduler.Policy.BATCH,
                        OptionalInt.of(3),
                        OptionalInt.empty(),
                        List.of(),
                        none,
                        none,
                        none)))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid"))
                .withMount(new OciMount(
                        "/tmp", Optional.empty(), Optional.empty(), List.of("remount", "ro"), List.of(), List.of()));

        assertThat(bundle.run(config).lines()).containsExactly("3 3", "1");
    }

    @Test
    void theTemplateRunsOnATerminal() throws Exception {
        OciConfig config = OciConfig.rootlessTemplate().withArgs("/bin/sh", "-c", "tty; stat -c %F /dev/console");
        try (OciContainer container = bundle.start(config)) {
            String out = new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(out).contains("character special file").containsAnyOf("/dev/pts/0", "/dev/console");
            assertThat(container.waitFor().shellCode()).isZero();
        }
    }

    @Test
    void withANetworkOfItsOwn() throws Exception {
        OciConfig config = script("ls /sys/class/net | grep -v bonding_masters; ip link show lo | grep -c LOOPBACK,UP")
                .withNamespace(OciNamespace.create(Namespace.NET))
                .withoutMount("/sys")
                .withMount(OciMount.of("/sys", "sysfs", "sysfs", "ro"));

        assertThat(bundle.run(config).lines()).containsExactly("lo", "1");
    }

    @Test
    void theRootBelongsToRootInside() throws Exception {
        OciConfig config = script("stat -c %u / /bin/busybox; echo x > /new; stat -c %u /new").toBuilder()
                .root(OciRoot.of("rootfs"))
                .build();

        assertThat(bundle.run(config).lines()).containsExactly("0", "0", "0");
        assertThat(bundle.root().resolve("new")).hasContent("x");
    }

    @Test
    void closeKillsDaemons() throws Exception {
        try (OciContainer container = bundle.start(script("(setsid sleep 1000 &); sleep 1000"))) {
            assertThat(container.process().isAlive()).isTrue();
        }
    }

    @Test
    void theIdOfARunningContainerCannotBeTaken() throws Exception {
        String id = BusyboxBundle.id();
        try (OciContainer first = bundle.start(script("read -r x"), id)) {
            assertThatThrownBy(() -> bundle.start(script("true"), id))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContainingAll(id, "EEXIST");
            assertThat(first.process().isAlive()).isTrue();
        }
        try (OciContainer again = bundle.start(script("exit 2"), id)) {
            assertThat(again.waitFor().shellCode()).isEqualTo(2);
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void withoutAUserNamespaceAnOrdinaryUserIsToldWhatToDo() {
        OciConfig config = BusyboxBundle.script("true");

        assertThatThrownBy(() -> bundle.start(config))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EPERM")
                .hasMessageContaining("Namespace.USER");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void aLimitIsEnforcedOrAnError() throws Exception {
        OciConfig config = script("read -r x").editResources(r -> r.pidsLimit(20));
        try (OciContainer container = bundle.start(config)) {
            // this user has been given a cgroup
            assertThat(container.cgroup().orElseThrow().pids().max()).hasValue(20);
        } catch (LinuxException e) {
            assertThat(e.errno()).isIn(Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.ENOENT, Errno.EBUSY);
        }
    }
}
