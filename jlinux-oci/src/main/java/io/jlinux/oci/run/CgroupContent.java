package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.DeviceRule;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciLinux;
import io.jlinux.sys.LinuxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a config has to say about a cgroup: its limits, and the devices that may be used.
 *
 * @param limits all of them
 * @param devices in their order; none where they cannot be enforced
 */
record CgroupContent(ResourceLimits limits, List<DeviceRule> devices) {
    /** All that a config says, whoever may enforce it. */
    private record Said(OciConfig config, CgroupContent content) {}

    /** Most often the next container is of the same config. */
    private static volatile @Nullable Said last;

    /**
     * Of a config.
     *
     * @throws OciConfigException for a limit out of range
     */
    static CgroupContent of(OciConfig config) {
        CgroupContent said = said(config);
        return DevicePlanner.mayEnforce() ? said : new CgroupContent(said.limits, List.of());
    }

    private static CgroupContent said(OciConfig config) {
        Said known = last;
        if (known == null || !known.config.equals(config)) {
            OciLinux linux = config.linux();
            CgroupContent content =
                    new CgroupContent(CgroupPlanner.plan(linux.resources(), false), DevicePlanner.plan(linux));
            known = new Said(config, content);
            last = known;
        }
        return known.content;
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
