package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.NOT_ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;

/** An ordinary user in a place that is not its own. */
@Requires(NOT_ROOT)
class NotDelegatedTest {
    @Test
    void whoAsksFirstIsToldTheSame() throws LinuxException {
        CgroupLimits limits = CgroupLimits.NONE.pidsMax(4);
        boolean made = true;
        try (Cgroup cg = Cgroup.create(Hosts.name(), limits)) {
            assertThat(cg.isOwned()).isTrue();
        } catch (LinuxException e) {
            made = false;
        }
        assertThat(CgroupHost.current().mayCreate(limits.controllers())).isEqualTo(made);
    }

    @Test
    void makingACgroupAtTheTopSaysHowToGetOne() throws LinuxException {
        try (Cgroup root = CgroupHost.detect().root()) {
            assertThatThrownBy(() -> root.createChild(Hosts.name(), CgroupLimits.NONE.pidsMax(4)))
                    .isInstanceOfSatisfying(LinuxException.class, e -> {
                        assertThat(e.errno()).isIn(Errno.EACCES, Errno.EROFS);
                        assertThat(e.hint()).containsAnyOf("Delegate=yes", "mounted read-only");
                    });
        }
    }
}
