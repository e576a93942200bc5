package io.jlinux.oci.run;

import io.jlinux.cgroup.DeviceRule;
import io.jlinux.cgroup.DeviceRules;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciDeviceRule;
import io.jlinux.oci.spec.OciLinux;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the device rules of a config into those of its cgroup: the config's, then what every container may use ({@link
 * DeviceRules#DEFAULTS}), then the devices that the config lists to be there. Without rules in the config there are none.
 *
 * <p>They are left out for a caller who may not set any, as runc does when it is rootless. There the user namespace of the
 * container forbids mknod, and what can be opened is what the user can open anyway.
 */
final class DevicePlanner {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlanner.class);

    private DevicePlanner() {}

    /** The rules; none where this process may not set them. */
    static List<DeviceRule> enforceable(OciLinux linux) {
        List<DeviceRule> rules = plan(linux);
        if (rules.isEmpty() || HostRights.isInitialRoot()) return rules;
        LOG.debug("device rules are left out: no CAP_SYS_ADMIN in the initial user namespace");
        return List.of();
    }

    /** A pure function. */
    static List<DeviceRule> plan(OciLinux linux) {
        if (linux.resources().devices().isEmpty()) return List.of();
        List<DeviceRule> rules = new ArrayList<>();
        for (OciDeviceRule rule : linux.resources().devices()) {
            if (!rule.effectiveAccess().isEmpty()) rules.add(rule(rule));
        }
        rules.addAll(DeviceRules.DEFAULTS);
        for (OciDevice device : linux.devices()) {
            if (device.type() != OciDevice.Type.FIFO) rules.add(rule(device));
        }
        return rules;
    }

    private static DeviceRule rule(OciDeviceRule rule) {
        DeviceRule.Type type = switch (rule.type()) {
            case ALL -> DeviceRule.Type.ALL;
            case CHAR -> DeviceRule.Type.CHAR;
            case BLOCK -> DeviceRule.Type.BLOCK;
        };
        return new DeviceRule(
                rule.allow(), type, rule.major(), rule.minor(), DeviceRule.access(rule.effectiveAccess()));
    }

    private static DeviceRule rule(OciDevice device) {
        return new DeviceRule(
                true,
                device.type() == OciDevice.Type.BLOCK ? DeviceRule.Type.BLOCK : DeviceRule.Type.CHAR,
                OptionalLong.of(device.major()),
                OptionalLong.of(device.minor()),
                DeviceRule.EVERY_ACCESS);
    }
}
