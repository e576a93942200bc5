package io.jlinux.cgroup;

import io.jlinux.cgroup.DeviceRule.Access;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What device rules become on v1.
 *
 * <p>v1 keeps no list of rules in order, but a set of exceptions, either to "all is denied" or to "all is allowed". So the
 * rules are turned into such a set; where an exception would need an exception itself, v1 cannot do it, and it is refused.
 */
final class V1Devices {
    static final String ALLOW = "devices.allow";
    static final String DENY = "devices.deny";

    /** Devices of one kind, by number. */
    private record Selector(DeviceRule.Type type, OptionalLong major, OptionalLong minor) {
        boolean covers(Selector other) {
            return type == other.type
                    && (major.isEmpty() || major.equals(other.major))
                    && (minor.isEmpty() || minor.equals(other.minor));
        }

        /** The devices of both. */
        Optional<Selector> and(Selector other) {
            if (type != other.type || differ(major, other.major) || differ(minor, other.minor)) return Optional.empty();
            return Optional.of(new Selector(
                    type, major.isPresent() ? major : other.major, minor.isPresent() ? minor : other.minor));
        }

        // as the compiler makes it, but without classes that are made at run time, which a short command would wait for
        @Override
        public int hashCode() {
            return 31 * (31 * type.hashCode() + major.hashCode()) + minor.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Selector s && type == s.type && major.equals(s.major) && minor.equals(s.minor);
        }

        private static boolean differ(OptionalLong a, OptionalLong b) {
            return a.isPresent() && b.isPresent() && a.getAsLong() != b.getAsLong();
        }
    }

    private final boolean allowing;
    private final Map<Selector, EnumSet<Access>> exceptions = new LinkedHashMap<>();

    private V1Devices(boolean allowing) {
        this.allowing = allowing;
    }

    /** Rules and what they became. */
    private record Known(List<DeviceRule> rules, List<ControlWrite> writes) {}

    /** Most containers have the same. */
    private static volatile @Nullable Known last;

    /** Sets them in a cgroup; {@link LinuxException} as {@link Cgroup#setDevices}. */
    static void set(CgroupDir dir, List<DeviceRule> rules) throws LinuxException {
        Known known = last;
        if (known == null || !known.rules.equals(rules)) {
            known = new Known(List.copyOf(rules), writes(rules));
            last = known;
        }
        List<ControlWrite> writes = known.writes;
        dir.write(writes.get(0).file(), writes.get(0).value());
        if (writes.size() == 1) return;
        try (ControlFile exceptions = ControlFile.open(dir, writes.get(1).file())) {
            for (ControlWrite w : writes.subList(1, writes.size())) exceptions.write(w.value());
        }
    }

    /**
     * The writes: the first undoes what was set before, the others are exceptions, which all go to the other file.
     *
     * @throws LinuxException {@code EOPNOTSUPP} for rules that v1 cannot express
     */
    static List<ControlWrite> writes(List<DeviceRule> rules) throws LinuxException {
        List<DeviceRule> relevant = DeviceRules.relevant(rules);
        boolean mostlyAllowed = !relevant.isEmpty()
                && relevant.get(0).isTotal()
                && relevant.get(0).allow();
        Optional<List<ControlWrite>> writes =
                writes(relevant, !mostlyAllowed).or(() -> writes(relevant, mostlyAllowed));
        if (writes.isPresent()) return writes.get();
        throw new LinuxException(
                "set device rules of",
                rules.toString(),
                Errno.EOPNOTSUPP.number(),
                "v1's devices controller has exceptions either to 'all denied' or to 'all allowed', but no exceptions to"
                        + " exceptions",
                "give rules that need none, or use cgroup v2");
    }

    /** The writes as exceptions that allow, or that deny; empty where that is not possible. */
    private static Optional<List<ControlWrite>> writes(List<DeviceRule> rules, boolean allowing) {
        V1Devices set = new V1Devices(allowing);
        // what no rule is for is denied
        if (!allowing) set.add(selectors(DeviceRule.deny("a *:* rwm")), DeviceRule.EVERY_ACCESS);
        for (DeviceRule rule : rules) {
            if (rule.allow() == allowing) set.add(selectors(rule), rule.access());
            else if (!set.remove(selectors(rule), rule.access())) return Optional.empty();
        }
        if (allowing) set.mergeOverlaps();
        return Optional.of(set.writes());
    }

    private static List<Selector> selectors(DeviceRule rule) {
        List<Selector> list = new ArrayList<>();
        for (DeviceRule.Type type : List.of(DeviceRule.Type.BLOCK, DeviceRule.Type.CHAR)) {
            if (rule.type() == DeviceRule.Type.ALL || rule.type() == type)
                list.add(new Selector(type, rule.major(), rule.minor()));
        }
        return list;
    }

    private void add(List<Selector> devices, Set<Access> access) {
        for (Selector s : devices) {
            exceptions.computeIfAbsent(s, k -> EnumSet.noneOf(Access.class)).addAll(access);
        }
    }

    /** Returns false where only a part of the devices of an exception would have to go. */
    private boolean remove(List<Selector> devices, Set<Access> access) {
        for (Selector s : devices) {
            for (Map.Entry<Selector, EnumSet<Access>> e : exceptions.entrySet()) {
                if (s.covers(e.getKey())) e.getValue().removeAll(access);
                else if (s.and(e.getKey()).isPresent() && e.getValue().stream().anyMatch(access::contains))
                    return false;
            }
        }
        exceptions.values().removeIf(Set::isEmpty);
        return true;
    }

    /**
     * One exception must allow all that is asked for at once: where two are for the same device, it gets one with what both
     * allow.
     */
    private void mergeOverlaps() {
        boolean changed = true;
        while (changed) {
            changed = false;
            List<Selector> all = List.copyOf(exceptions.keySet());
            for (int i = 0; i < all.size(); i++) {
                for (int j = i + 1; j < all.size(); j++) changed |= mergeOverlap(all.get(i), all.get(j));
            }
        }
    }

    private boolean mergeOverlap(Selector a, Selector b) {
        Optional<Selector> both = a.and(b);
        if (both.isEmpty()) return false;
        EnumSet<Access> ofA = exceptions.getOrDefault(a, EnumSet.noneOf(Access.class));
        EnumSet<Access> ofB = exceptions.getOrDefault(b, EnumSet.noneOf(Access.class));
        if (ofA.containsAll(ofB) || ofB.containsAll(ofA)) return false;
        EnumSet<Access> union = EnumSet.copyOf(ofA);
        union.addAll(ofB);
        return exceptions
                .computeIfAbsent(both.get(), k -> EnumSet.noneOf(Access.class))
                .addAll(union);
    }

    private List<ControlWrite> writes() {
        List<ControlWrite> writes = new ArrayList<>();
        writes.add(write(allowing ? DENY : ALLOW, "a *:* rwm"));
        exceptions.forEach((s, access) ->
                writes.add(write(allowing ? ALLOW : DENY, DeviceRule.text(s.type, s.major, s.minor, access))));
        return List.copyOf(writes);
    }

    private static ControlWrite write(String file, String value) {
        return new ControlWrite(Controller.DEVICES, file, value);
    }
}
