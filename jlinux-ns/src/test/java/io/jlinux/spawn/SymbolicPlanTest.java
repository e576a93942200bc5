package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Propagation;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** explain() names flags as the kernel's headers do. */
@NoLeaks
class SymbolicPlanTest {
    private static final KernelFeatures NOW = KernelFeatures.current();

    private static List<String> plan(Mount... mounts) throws Exception {
        return Spawn.command("true").unshare(Namespace.MOUNT).mount(mounts).explain();
    }

    @Test
    void theCallThatMakesTheChild() throws Exception {
        Assumptions.assumeTrue(NOW.clone3() && NOW.clearSighand() && NOW.cloneIntoCgroup(), "an older kernel");
        Placement cgroup = () -> new Placement.Entry(Optional.of(Fd.open(Path.of("/tmp"), Fcntl.O_PATH)), List.of());
        assertThat(Spawn.command("true").unshare(Namespace.UTS).explain().get(0).strip())
                .isEqualTo("clone3(CLONE_VM|CLONE_VFORK|CLONE_PIDFD|CLONE_CLEAR_SIGHAND|CLONE_NEWUTS)");
        assertThat(Spawn.command("true").with(cgroup).explain().get(0).strip())
                .matches("clone3\\(CLONE_VM\\|CLONE_VFORK\\|CLONE_PIDFD\\|CLONE_CLEAR_SIGHAND\\|CLONE_INTO_CGROUP, "
                        + "cgroup=\\d+</tmp>\\)");
    }

    @Test
    void attributesOfANewFileSystem() throws Exception {
        Assumptions.assumeTrue(NOW.newMountApi(), "an older kernel");
        assertThat(plan(Mount.tmpfs("/mnt").noSuid().noDev().noExec().readOnly()))
                .anyMatch(l -> l.contains(
                        "FSMOUNT_CLOEXEC, MOUNT_ATTR_RDONLY|MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV|MOUNT_ATTR_NOEXEC)"))
                .noneMatch(l -> l.matches(".*(fsmount|mount_setattr|move_mount|open_tree)\\(.*\\b0x.*"));
    }

    @Test
    void propagation() throws Exception {
        Assumptions.assumeTrue(NOW.mountSetattr(), "an older kernel");
        assertThat(plan(Mount.bind(Path.of("/tmp"), "/mnt").propagation(Propagation.RSLAVE)))
                .anyMatch(l -> l.contains("AT_EMPTY_PATH|AT_RECURSIVE, {propagation=MS_SLAVE}"));
    }
}
