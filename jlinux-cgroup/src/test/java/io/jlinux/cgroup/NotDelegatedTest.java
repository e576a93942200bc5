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
