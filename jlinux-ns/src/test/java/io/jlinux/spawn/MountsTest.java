package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Overlay;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** mount, umount and findmnt of a thread that has a mount namespace of its own. */
@NoLeaks
@Timeout(60)
class MountsTest {
    @TempDir
    Path work;

    private static MountInfo at(Path target) throws LinuxException {
        List<MountInfo> found = Mounts.list().stream()
                .filter(m -> m.target().equals(target.toString()))
                .toList();
        return found.get(found.size() - 1);
    }

    private static boolean isMounted(Path target) throws LinuxException {
        return Mounts.list().stream().anyMatch(m -> m.target().equals(target.toString()));
    }

    @Test
    void theListIsThatOfTheKernel() throws Exception {
        assertThat(Mounts.list()).hasSameSizeAs(Files.readAllLines(Path.of("/proc/thread-self/mountinfo")));
    }

    @Test
    @Requires(Requirement.ROOT)
    void aMountIsSeenByThisThreadUntilItIsDetached() throws Exception {
        Path target = work.resolve("made/for/it");
        try (NamespaceScope ignored = Namespace.unshare(Namespace.MOUNT)) {
            Mounts.attach(Mount.tmpfs(target.toString(), TmpfsOptions.DEFAULTS.size(1 << 20)));
            assertThat(at(target).superOptions()).contains("size=1024k");
            new File(target.toFile(), "file").createNewFile();
            Mounts.setAttributes(
                    target.toString(), MountAttributes.NONE.readOnly().noExec(), false);
            assertThat(at(target).options()).contains("ro", "noexec", "nosuid", "nodev");
            Mounts.setPropagation(target.toString(), Propagation.SHARED);
            assertThat(at(target).peerGroup()).isPresent();
            Mounts.detach(target.toString());
            assertThat(isMounted(target)).isFalse();
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void bindsOverlaysAndMappedIds() throws Exception {
        Path one = Files.createDirectory(work.resolve("one"));
        Path two = Files.createDirectory(work.resolve("two"));
        Files.writeString(one.resolve("f"), "one");
        Files.writeString(two.resolve("g"), "two");
        Path target = Files.createDirectory(work.resolve("target"));
        try (NamespaceScope ignored = Namespace.unshare(Namespace.MOUNT)) {
            Mounts.attach(Mount.bind(one, target.toString()).readOnly());
            assertThat(target.resolve("f")).hasContent("one");
            Mounts.attach(Mount.overlay(target.toString(), Overlay.of(one, two)));
            assertThat(target.resolve("g")).hasContent("two");
            Mounts.detach(target.toString());
            if (IdMappable.check(work)) {
                Mounts.attach(Mount.bind(two, target.toString()).idMap(IdMap.range(0, 5000, 1)));
                assertThat(Files.getAttribute(target.resolve("g"), "unix:uid")).isEqualTo(5000);
                Mounts.detachLazily(target.toString());
            }
            Mounts.detach(target.toString());
            assertThat(target).isEmptyDirectory();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theWaysOfLinux54() throws Exception {
        KernelFeatures old = MountFallbackTest.linux54();
        Path target = work.resolve("new/target");
        try (NamespaceScope ignored = Namespace.unshare(Namespace.MOUNT)) {
            Mounts.attach(
                    Mount.bind(work, target.toString())
                            .nonRecursive()
                            .readOnly()
                            .noDev(),
                    old);
            assertThat(at(target).options()).contains("ro", "nodev");
            Mounts.setAttributes(target.toString(), MountAttributes.NONE.noExec(), false, old);
            assertThat(at(target).options()).contains("ro", "nodev", "noexec");
            assertThatThrownBy(() -> Mounts.setAttributes("/", MountAttributes.NONE.noExec(), true, old))
                    .hasMessageContaining("Linux 5.12");
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void afterAnErrorNothingIsLeft() throws Exception {
        Path target = work.resolve("never/made");
        try (NamespaceScope ignored = Namespace.unshare(Namespace.MOUNT)) {
            int mounts = Mounts.list().size();
            assertThatThrownBy(() -> Mounts.attach(Mount.of("no-such-type", target.toString())))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
            assertThatThrownBy(() -> Mounts.detach(work.toString()))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
            assertThat(Mounts.list()).hasSize(mounts);
            assertThat(work).isEmptyDirectory();
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserIsToldWhatIsMissing() {
        assertThatThrownBy(() -> Mounts.attach(Mount.tmpfs(work.resolve("t").toString())))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EPERM")
                .hasMessageContaining("CAP_SYS_ADMIN");
        assertThat(work).isEmptyDirectory();
    }
}
