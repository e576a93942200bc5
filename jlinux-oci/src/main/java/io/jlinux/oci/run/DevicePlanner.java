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
 * Turns the device rules of a config into those of its cgroup: all is denied but what the config's rules allow, then what every
 * container may use ({@link DeviceRules#DEFAULTS}), then the devices that the config lists to be there. So it is also without a
 * rule in the config, as in runc. A listed device that a rule names is what that rule says, and no more.
 *
 * <p>They are left out for a caller who may not set any, as runc does when it is rootless. There the user namespace of the
 * container forbids mknod, and what can be opened is what the user can open anyway.
 */
final class DevicePlanner {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePlanner.class);

    private DevicePlanner() {}

    /** The rules of a new container; none where this process may not set them. */
    static List<DeviceRule> enforceable(OciLinux linux) {
        return mayEnforce() ? plan(linux) : List.of();
    }

    /** Whether this process may set any. */
    static boolean mayEnforce() {
        if (HostRights.isInitialRoot()) return true;
        LOG.debug("device rules are left out: no CAP_SYS_ADMIN in the initial user namespace");
        return false;
    }

    /** What replaces the rules of one that is there; none where they stay. */
    static List<DeviceRule> changed(OciLinux linux) {
        return linux.resources().devices().isEmpty() ? List.of() : enforceable(linux);
    }

    /** A pure function. */
    static List<DeviceRule> plan(OciLinux linux) {
        List<DeviceRule> rules = new ArrayList<>();
        for (OciDeviceRule rule : linux.resources().devices()) {
            if (!rule.effectiveAccess().isEmpty()) rules.add(rule(rule));
        }
        List<DeviceRule> asked = List.copyOf(rules);
        rules.addAll(DeviceRules.DEFAULTS);
        for (OciDevice device : linux.devices()) {
            if (device.type() == OciDevice.Type.FIFO) continue;
            DeviceRule allowed = rule(device);
            if (asked.stream().noneMatch(r -> isOfSameDevice(r, allowed))) rules.add(allowed);
        }
        return rules;
    }

    private static boolean isOfSameDevice(DeviceRule a, DeviceRule b) {
        return a.type() == b.type() && a.major().equals(b.major()) && a.minor().equals(b.minor());
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
