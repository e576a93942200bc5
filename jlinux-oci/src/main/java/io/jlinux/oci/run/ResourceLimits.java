package io.jlinux.oci.run;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.Controller;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What the resources of a config are for a cgroup. A value.
 *
 * @param typed the limits that every host knows
 * @param raw those that depend on it, written after the others
 */
record ResourceLimits(CgroupLimits typed, List<RawLimit> raw) {
    ResourceLimits {
        raw = List.copyOf(raw);
    }

    boolean isEmpty() {
        return typed.isEmpty() && raw.isEmpty();
    }

    /** The controllers that the raw limits need; those of the typed ones come by themselves. */
    Set<Controller> controllers() {
        Set<Controller> all = EnumSet.noneOf(Controller.class);
        raw.forEach(limit -> all.add(limit.controller()));
        return all;
    }
}
