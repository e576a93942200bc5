package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.DeviceRule;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.sys.LinuxException;
import java.util.List;

/**
 * What a config has to say about a cgroup: its limits, and the devices that may be used.
 *
 * @param limits all of them
 * @param devices in their order; none where they cannot be enforced
 */
record CgroupContent(ResourceLimits limits, List<DeviceRule> devices) {
    /**
     * Of a config.
     *
     * @throws OciConfigException for a limit out of range
     */
    static CgroupContent of(OciConfig config) {
        return new CgroupContent(
                CgroupPlanner.plan(config.linux().resources(), false), DevicePlanner.enforceable(config.linux()));
    }

    boolean isEmpty() {
        return limits.isEmpty() && devices.isEmpty();
    }

    /** What is written after the typed limits; whom the cgroup belongs to is the last. */
    void writeRest(Cgroup cgroup, OciConfig config) throws LinuxException {
        RawLimits.write(CgroupHost.current(), cgroup, limits.raw());
        if (!devices.isEmpty()) cgroup.setDevices(devices);
        CgroupOwner.give(cgroup, config);
    }
}
