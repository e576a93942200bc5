package io.jlinux.oci.spec;

import java.util.Locale;

/**
 * A clock that a time namespace can shift.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/time_namespaces.7.html">time_namespaces(7)</a>
 */
public enum OffsetClock implements JsonName {
    MONOTONIC,
    BOOTTIME;

    @Override
    public String jsonName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
