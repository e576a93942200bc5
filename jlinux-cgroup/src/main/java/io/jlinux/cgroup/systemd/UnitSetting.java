package io.jlinux.cgroup.systemd;

/**
 * A property of a unit.
 *
 * @param name as systemd has it on D-Bus, such as {@code MemoryMax}
 * @param value a {@link String}, a {@link Boolean}, a {@link Long} ({@link Long#MAX_VALUE} for {@code infinity}), a {@code
 *     byte[]} as a mask, or a {@code long[]} of pids
 */
record UnitSetting(String name, Object value) {}
