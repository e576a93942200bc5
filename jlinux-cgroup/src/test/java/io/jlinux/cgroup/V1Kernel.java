package io.jlinux.cgroup;

import io.jlinux.cgroup.DeviceRule.Access;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the kernel's v1 devices controller takes writes and decides, after security/device_cgroup.c. */
final class V1Kernel {
    private boolean allowing;
    private final Map<String, Set<Access>> exceptions = new LinkedHashMap<>();

    V1Kernel(List<ControlWrite> writes) {
        for (ControlWrite w : writes) write(w.file().equals("devices.allow"), w.value());
    }

    private void write(boolean allow, String value) {
        if (value.startsWith("a")) {
            allowing = allow;
            exceptions.clear();
            return;
        }
        int space = value.lastIndexOf(' ');
        if (allow == allowing) throw new IllegalArgumentException("takes an exception away: " + value);
        exceptions
                .computeIfAbsent(value.substring(0, space), k -> EnumSet.noneOf(Access.class))
                .addAll(DeviceRule.access(value.substring(space + 1)));
    }

    boolean allows(DeviceRule.Type type, long major, long minor, Set<Access> access) {
        for (Map.Entry<String, Set<Access>> e : exceptions.entrySet()) {
            DeviceRule.Type kind = e.getKey().charAt(0) == 'c' ? DeviceRule.Type.CHAR : DeviceRule.Type.BLOCK;
            String[] numbers = e.getKey().substring(2).split(":", -1);
            if (kind != type || differs(numbers[0], major) || differs(numbers[1], minor)) continue;
            if (allowing && access.stream().anyMatch(e.getValue()::contains)) return false;
            if (!allowing && e.getValue().containsAll(access)) return true;
        }
        return allowing;
    }

    private static boolean differs(String number, long is) {
        return !number.equals("*") && Long.parseLong(number) != is;
    }
}
