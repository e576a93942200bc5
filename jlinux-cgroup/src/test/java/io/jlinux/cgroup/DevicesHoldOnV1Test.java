package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP1_DEVICES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@Requires({ROOT, CGROUP1_DEVICES})
class DevicesHoldOnV1Test extends DevicesHold {
    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    @Override
    Cgroup create() throws LinuxException {
        return Cgroup.create(Hosts.name(), CgroupLimits.NONE, Set.of(Controller.DEVICES));
    }

    @Test
    void whatTheCgroupAboveDeniesCannotBeAllowed() throws Exception {
        try (Cgroup cg = create()) {
            cg.setDevices(List.of(DeviceRule.allow("c 1:3 rwm")));
            try (Cgroup child = cg.createChild("x", CgroupLimits.NONE, Set.of(Controller.DEVICES))) {
                assertThatThrownBy(() -> child.setDevices(List.of(DeviceRule.allow("c 1:5 r"))))
                        .isInstanceOfSatisfying(LinuxException.class, e -> {
                            assertThat(e.errno()).isEqualTo(Errno.EPERM);
                            assertThat(e.hint()).contains("devices.list");
                        });
                assertThatThrownBy(() -> cg.setDevices(List.of())).isInstanceOfSatisfying(LinuxException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.EINVAL);
                    assertThat(e.hint()).contains("children");
                });
            }
        }
    }
}
