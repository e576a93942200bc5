package io.jlinux.cgroup;

import java.util.List;
import java.util.Set;

/**
 * What a list of {@link DeviceRule}s means: for each kind of access the last rule that is for the device decides, and
 * where there is none it is denied. Whoever asks for several at once, such as by opening for reading and writing, needs
 * all of them.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller">Device controller</a>
 */
public final class DeviceRules {
    /**
     * What container runtimes allow in every container, after the rules of its config: mknod of any device (which is of no
     * use without the right to open it), and null, zero, full, random, urandom, tty, ptmx and the pseudoterminals. The same
     * as runc's.
     */
    public static final List<DeviceRule> DEFAULTS = List.of(
            DeviceRule.allow("c *:* m"),
            DeviceRule.allow("b *:* m"),
            DeviceRule.allow("c 1:3 rwm"),
            DeviceRule.allow("c 1:5 rwm"),
            DeviceRule.allow("c 1:7 rwm"),
            DeviceRule.allow("c 1:8 rwm"),
            DeviceRule.allow("c 1:9 rwm"),
            DeviceRule.allow("c 5:0 rwm"),
            DeviceRule.allow("c 5:2 rwm"),
            DeviceRule.allow("c 136:* rwm"));

    private DeviceRules() {}

    /**
     * Whether {@code rules} allow this; a pure function.
     *
     * @param type {@link DeviceRule.Type#CHAR} or {@link DeviceRule.Type#BLOCK}
     * @param access what is asked for, all at once
     */
    public static boolean allows(
            List<DeviceRule> rules, DeviceRule.Type type, long major, long minor, Set<DeviceRule.Access> access) {
        if (type == DeviceRule.Type.ALL) throw new IllegalArgumentException("a device is either CHAR or BLOCK");
        return access.stream().allMatch(a -> allows(rules, type, major, minor, a));
    }

    private static boolean allows(
            List<DeviceRule> rules, DeviceRule.Type type, long major, long minor, DeviceRule.Access access) {
        for (int i = rules.size() - 1; i >= 0; i--) {
            DeviceRule rule = rules.get(i);
            if (rule.access().contains(access) && rule.matches(type, major, minor)) return rule.allow();
        }
        return false;
    }

    /** {@code rules} without those that a later one for everything overrules. */
    static List<DeviceRule> relevant(List<DeviceRule> rules) {
        for (int i = rules.size() - 1; i > 0; i--) {
            if (rules.get(i).isTotal()) return rules.subList(i, rules.size());
        }
        return rules;
    }
}
