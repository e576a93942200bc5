package io.jlinux.cgroup.systemd;

/**
 * A value with its type on D-Bus, in Java's own types: {@link java.math.BigInteger} for every integer, {@link Double}, {@link Boolean},
 * {@link String} also for paths and signatures, {@code byte[]} for {@code ay}, {@link java.util.List} for other arrays and for structs,
 * {@link java.util.Map} for dictionaries, {@code BusValue} in a variant.
 *
 * @param signature one complete type
 */
record BusValue(String signature, Object value) {}
