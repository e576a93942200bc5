package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP1_CPU;
import static io.jlinux.testkit.Requirement.CGROUP1_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP1_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;

@Requires({CGROUP_WRITABLE, CGROUP1_MEMORY, CGROUP1_PIDS, CGROUP1_CPU})
class LimitsHoldOnHybridTest extends LimitsHold {
    @Override
    Cgroup parent() throws LinuxException {
        return CgroupHost.current().home();
    }
}
