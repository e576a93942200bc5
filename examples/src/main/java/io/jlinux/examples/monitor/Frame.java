package io.jlinux.examples.monitor;

import java.time.LocalTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A hierarchy at one moment.
 *
 * @param time of day
 * @param seconds since the first frame
 * @param groups by path, each before its children; the first is the one that is watched
 */
record Frame(LocalTime time, double seconds, Map<String, Usage> groups) {
    Frame {
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    }

    /** The one that is watched. */
    Usage top() {
        return groups.values().iterator().next();
    }
}
