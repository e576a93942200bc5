package io.jlinux.cgroup.systemd;

import io.jlinux.cgroup.CgroupLimits;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a scope is to be like. A value: {@code ScopeSpec.of("job-42.scope").limits(…).delegated()}.
 *
 * @param name of the unit, ending with {@code .scope}
 * @param description for people, as {@code systemctl} shows it
 * @param slice that it is placed in; empty for the manager's own choice
 * @param limits that become properties: see {@link #expressible}
 * @param delegate whether what is below its cgroup is ours: {@code Delegate=yes}
 * @param defaultDependencies whether it is stopped at shutdown before what every unit stands on: {@code DefaultDependencies=yes}
 * @param properties others, in this order, before the limits: of two of one name the later one holds
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/systemd.scope.html">systemd.scope(5)</a>
 */
public record ScopeSpec(
        String name,
        String description,
        String slice,
        CgroupLimits limits,
        boolean delegate,
        boolean defaultDependencies,
        List<UnitProperty> properties) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_.\\\\@-]{1,249}\\.scope");
    private static final Pattern SLICE = Pattern.compile("|-\\.slice|[A-Za-z0-9:_.\\\\-]{1,249}\\.slice");

    public ScopeSpec {
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException("not the name of a scope: '" + name + "'");
        if (!SLICE.matcher(slice).matches()) throw new IllegalArgumentException("not a slice: '" + slice + "'");
        Objects.requireNonNull(description);
        properties = List.copyOf(properties);
        UnitSettings.of(limits); // what cannot be expressed is refused here
    }

    public static ScopeSpec of(String name) {
        return new ScopeSpec(name, "", "", CgroupLimits.NONE, false, true, List.of());
    }

    public ScopeSpec description(String text) {
        return new ScopeSpec(name, text, slice, limits, delegate, defaultDependencies, properties);
    }

    public ScopeSpec slice(String unit) {
        return new ScopeSpec(name, description, unit, limits, delegate, defaultDependencies, properties);
    }

    public ScopeSpec limits(CgroupLimits some) {
        return new ScopeSpec(name, description, slice, some, delegate, defaultDependencies, properties);
    }

    public ScopeSpec delegated() {
        return new ScopeSpec(name, description, slice, limits, true, defaultDependencies, properties);
    }

    /** For what an engine starts and stops: {@code DefaultDependencies=no}. */
    public ScopeSpec withoutDefaultDependencies() {
        return new ScopeSpec(name, description, slice, limits, delegate, false, properties);
    }

    /** With these in place of others. */
    public ScopeSpec properties(List<UnitProperty> others) {
        return new ScopeSpec(name, description, slice, limits, delegate, defaultDependencies, others);
    }

    /** Of some limits those that every systemd from 244 on has properties for; a delegated scope's cgroup can be given the others. */
    public static CgroupLimits expressible(CgroupLimits limits) {
        return UnitSettings.expressible(limits);
    }
}
