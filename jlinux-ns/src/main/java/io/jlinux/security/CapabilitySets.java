package io.jlinux.security;

import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The five capability sets of a process. A value.
 *
 * @param bounding what an execve may ever grant
 * @param effective what is in force
 * @param inheritable what files with inheritable capabilities may keep
 * @param permitted what may be made effective
 * @param ambient what a program without file capabilities keeps, also when not root
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record CapabilitySets(
        Set<Capability> bounding,
        Set<Capability> effective,
        Set<Capability> inheritable,
        Set<Capability> permitted,
        Set<Capability> ambient) {
    public CapabilitySets {
        bounding = sorted(bounding);
        effective = sorted(effective);
        inheritable = sorted(inheritable);
        permitted = sorted(permitted);
        ambient = sorted(ambient);
        if (!permitted.containsAll(effective)) {
            throw new IllegalArgumentException("effective capabilities that are not permitted: " + effective);
        }
        if (!permitted.containsAll(ambient) || !inheritable.containsAll(ambient)) {
            throw new IllegalArgumentException("ambient capabilities must be permitted and inheritable: " + ambient);
        }
    }

    /**
     * Those that a process has now, by {@code /proc/PID/status}, which everybody may read.
     *
     * @throws LinuxException {@code ENOENT} when there is no such process
     */
    public static CapabilitySets ofProcess(long pid) throws LinuxException {
        if (pid <= 0 || pid > Integer.MAX_VALUE) throw new IllegalArgumentException("not a pid: " + pid);
        return parse(KernelFile.read(Path.of("/proc/" + pid + "/status")));
    }

    /** What the {@code Cap…} lines of a status say: a pure function. */
    static CapabilitySets parse(String status) {
        Map<String, Set<Capability>> sets = new HashMap<>();
        for (String line : status.split("\n")) {
            String[] f = line.split(":\\s*", 2);
            if (f[0].startsWith("Cap")) sets.put(f[0], Capability.ofMask(Long.parseUnsignedLong(f[1].strip(), 16)));
        }
        return new CapabilitySets(
                sets.getOrDefault("CapBnd", Set.of()),
                sets.getOrDefault("CapEff", Set.of()),
                sets.getOrDefault("CapInh", Set.of()),
                sets.getOrDefault("CapPrm", Set.of()),
                sets.getOrDefault("CapAmb", Set.of()));
    }

    private static Set<Capability> sorted(Collection<Capability> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }

    /** None at all. */
    public static CapabilitySets none() {
        return of(Set.of());
    }

    /** These as bounding, effective and permitted; inheritable and ambient are empty, so that only root has them. */
    public static CapabilitySets of(Collection<Capability> capabilities) {
        Set<Capability> set = sorted(capabilities);
        return new CapabilitySets(set, set, Set.of(), set, Set.of());
    }

    /** As {@link #of(Collection)}. */
    public static CapabilitySets of(Capability... capabilities) {
        return of(List.of(capabilities));
    }

    /** These in all five sets: what an ordinary user's program really has, whatever its file says. */
    public static CapabilitySets everywhere(Capability... capabilities) {
        Set<Capability> set = sorted(List.of(capabilities));
        return new CapabilitySets(set, set, set, set, set);
    }
}
