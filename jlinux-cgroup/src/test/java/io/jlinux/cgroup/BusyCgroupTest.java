package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.spawn.Mounts;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cgroup that the kernel does not let go, though it is empty. */
@Requires({ROOT, CGROUP_WRITABLE})
@InNamespace(Kind.MOUNT)
@NoLeaks
class BusyCgroupTest {
    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Test
    void oneThatStaysBusyIsAnErrorInTheEndAndIsRemovedByTheNextTry() throws Exception {
        Cgroup cg = Cgroup.create(Hosts.name(), CgroupLimits.NONE, Set.of());
        Path dir = cg.directories().get(0);
        try {
            Mounts.attach(Mount.bind(dir, dir.toString())); // a mount point cannot be removed
            assertThatThrownBy(() -> CgroupRemoval.remove(cg.dirs(), Duration.ofMillis(100)))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                    .hasMessageContaining("remove cgroup " + dir);
            assertThat(dir).isDirectory();
            Mounts.detach(dir.toString());
        } finally {
            cg.close();
        }
        assertThat(dir).doesNotExist();
    }
}
