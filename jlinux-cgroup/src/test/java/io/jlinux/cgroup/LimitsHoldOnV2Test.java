package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP2_CPU;
import static io.jlinux.testkit.Requirement.CGROUP2_CPUSET;
import static io.jlinux.testkit.Requirement.CGROUP2_MEMORY;
import static io.jlinux.testkit.Requirement.CGROUP2_PIDS;
import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;

import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.Requires;

@Requires({CGROUP2_MEMORY, CGROUP2_PIDS, CGROUP2_CPU, CGROUP2_CPUSET, CGROUP_WRITABLE})
class LimitsHoldOnV2Test extends LimitsHold {
    @Override
    Cgroup parent() throws LinuxException {
        return CgroupHost.current().home();
    }
}
