package io.jlinux.cgroup.systemd;

/**
 * A property of a unit.
 *
 * @param name as systemd has it on D-Bus, such as {@code MemoryMax}
 * @param value a {@link String}, a {@link Boolean}, a {@link Long} ({@link Long#MAX_VALUE} for {@code infinity}), a {@code
 *     byte[]} as a mask, a {@code long[]} of pids, or a {@link BusValue} of any type
 */
record UnitSetting(String name, Object value) {}
