package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProbeAgain;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mounts without openat2(2) and mount_setattr(2), as Linux 5.4 makes them: none of the two is on the tape. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.USER_NAMESPACES, Requirement.BUSYBOX_STATIC})
class MountFallbackTest extends OnBusyboxRoot {
    @TempDir
    Path work;

    /** Linux 5.4, or a sandbox that refuses what came later. */
    static KernelFeatures linux54() {
        KernelFeatures now = KernelFeatures.current();
        return new KernelFeatures(
                now.clone3(),
                now.cloneIntoCgroup(),
                now.clearSighand(),
                false,
                now.newMountApi(),
                false,
                now.closeRange(),
                now.pidfdGetfd(),
                now.timeNamespaces(),
                now.setnsPidfd());
    }

    @BeforeEach
    void makeRoot() throws Exception {
        Files.writeString(root.path().resolve("secret"), "a secret");
        Files.createDirectories(root.path().resolve("private/inner"));
    }

    private Spawn sh(String script) throws Exception {
        Spawn spawn = Spawn.command("/bin/sh", "-c", script)
                .env("PATH", "/bin")
                .unshare(Namespace.MOUNT, Namespace.PID)
                .rootfs(root.path())
                .features(linux54());
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
        return spawn;
    }

    private static void assertOld(Spawn spawn) throws Exception {
        assertThat(spawn.explain()).noneMatch(l -> l.contains("openat2(") || l.contains("mount_setattr("));
    }

    @Test
    void attributesOfABindAreSetAndTheOthersKept() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        Spawn spawn = sh("cut -d' ' -f5,6 /proc/self/mountinfo | grep '^/data'; touch /data/x /data/inner/x; echo $?")
                .mount(
                        Mount.proc(),
                        Mount.bind(data, "/data").nonRecursive().noDev().noExec(),
                        Mount.bind(data, "/data/inner").readOnly())
                .features(linux54());
        Files.createDirectory(data.resolve("inner"));
        assertOld(spawn);
        Run run = Run.of(spawn);
        assertThat(run.lines().get(0)).startsWith("/data rw,").contains("nodev,noexec");
        assertThat(run.lines().get(1)).startsWith("/data/inner ro");
        assertThat(run.err()).contains("/data/inner/x").doesNotContain("/data/x:");
    }

    @Test
    void aReadOnlyPathKeepsTheFlagsOfItsMount() throws Exception {
        Spawn spawn = sh("cut -d' ' -f5,6 /proc/self/mountinfo | grep -e '^/t' -e '^/bin' | sort; touch /bin/x")
                .mount(
                        Mount.proc(),
                        Mount.tmpfs("/t").noExec(),
                        Mount.tmpfs("/t/sub").noExec())
                .readOnly("/t", "/bin", "/not/there");
        assertOld(spawn);
        Run run = Run.of(spawn);
        assertThat(run.lines().get(0)).startsWith("/bin ro");
        assertThat(run.lines().get(1)).isEqualTo("/t ro,nosuid,nodev,noexec,relatime");
        assertThat(run.lines().get(2)).isEqualTo("/t/sub rw,nosuid,nodev,noexec,relatime");
        assertThat(run.err()).contains("Read-only");
    }

    @Test
    void filesAndDirectoriesAreMaskedAndTheRootIsReadOnly() throws Exception {
        Spawn spawn = sh("cat /secret; ls -A /private; chmod 777 /secret; touch /x; touch /private/y; exit 0")
                .mask("/secret", "/private", "/nothing")
                .readOnlyRoot();
        assertOld(spawn);
        Run run = Run.of(spawn);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(l -> l.contains("Read-only"))).hasSize(3);
    }

    @Test
    void propagationIsChanged() throws Exception {
        Spawn spawn = sh("grep -c ' /t .*shared:' /proc/self/mountinfo")
                .mount(Mount.proc(), Mount.tmpfs("/t").propagation(Propagation.SHARED));
        assertOld(spawn);
        assertThat(Run.text(spawn)).isEqualTo("1");
    }

    @Test
    void theHostsPartsAndAnOverlayWork() throws Exception {
        boolean alone = Run.sh("grep -qE ' /(usr|bin|lib[^ ]*|etc)[^ ]* ' /proc/self/mountinfo")
                        .code()
                != 0;
        Spawn overlay = sh("touch /x; ls /x").rootfs(Rootfs.overlay(root.path()));
        assertOld(overlay);
        assertThat(Run.text(overlay)).isEqualTo("/x");
        Spawn host = sh("touch /usr/x || echo ro").rootfs(Rootfs.host());
        if (alone) assertThat(Run.of(host).lines()).containsExactly("ro");
        else assertThatThrownBy(host::start).hasMessageContaining("Linux 5.12");
    }

    @Test
    void noSymbolicLinkIsFollowed() throws Exception {
        Path outside = Files.createDirectory(work.resolve("outside"));
        Files.createSymbolicLink(root.path().resolve("link"), outside);
        Files.createDirectories(root.path().resolve(outside.toString().substring(1)));
        Files.createSymbolicLink(root.path().resolve("to-secret"), Path.of("secret"));
        for (Spawn spawn : List.of(
                sh("true").mount(Mount.tmpfs("/link")),
                sh("true").mount(Mount.tmpfs("/link/below")),
                sh("true").mount(Mount.bind(root.bin("busybox"), "/to-secret")),
                sh("true").mask("/to-secret"),
                sh("true").mask("/link/below"),
                sh("true").readOnly("/link"),
                sh("true").directory("/link/x").createDirectory())) {
            assertThatThrownBy(spawn::start)
                    .isInstanceOfSatisfying(
                            SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP))
                    .hasMessageContaining("need openat2(2), Linux 5.6");
        }
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void whatCannotBeDoneIsRefusedByName() throws Exception {
        assertThatThrownBy(() -> sh("true")
                        .mount(Mount.bind(work, "/data").idMap(IdMap.range(0, 100000, 10)))
                        .start())
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("id-mapped mounts need mount_setattr(2), Linux 5.12");
        assertThatThrownBy(() -> sh("true")
                        .mount(Mount.bind("/", "/data").recursivelyReadOnly())
                        .start())
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("is mounted there");
        KernelFeatures now = KernelFeatures.current();
        KernelFeatures none = new KernelFeatures(
                now.clone3(),
                now.cloneIntoCgroup(),
                now.clearSighand(),
                false,
                false,
                false,
                now.closeRange(),
                now.pidfdGetfd(),
                now.timeNamespaces(),
                now.setnsPidfd());
        assertThatThrownBy(() -> sh("true").features(none).start())
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("came with Linux 5.2");
    }

    /** The calls are refused to this thread and its children, as old kernels (ENOSYS) and old sandboxes (EPERM) do. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOSYS", "EPERM"})
    void whatASandboxRefusesIsFoundAndDoneOtherwise(Errno errno) throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        List<Syscall> refused = List.of(Syscall.OPENAT2, Syscall.MOUNT_SETATTR);
        Run run = DeniedCalls.run(refused, errno, () -> {
            KernelFeatures found = ProbeAgain.now();
            assertThat(found.openat2()).isFalse();
            assertThat(found.mountSetattr()).isFalse();
            assertThat(found.newMountApi()).isTrue();
            assertThatThrownBy(() -> sh("true")
                            .mount(Mount.tmpfs("/not/left"), Mount.of("no-such-type", "/x"))
                            .features(found)
                            .start())
                    .isInstanceOf(SpawnException.class);
            return Run.of(sh("cat /secret; ls -A /private; touch /data/x /x; exit 0")
                    .mount(Mount.bind(data, "/data").readOnly())
                    .mask("/secret", "/private")
                    .readOnlyRoot()
                    .features(found));
        });
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(l -> l.contains("Read-only"))).hasSize(2);
        assertThat(root.path().resolve("not")).doesNotExist();
    }
}
