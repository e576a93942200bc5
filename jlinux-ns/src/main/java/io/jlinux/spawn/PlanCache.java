package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.tape.Naming;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled starts of one {@link PreparedSpawn}. A plan is played again where it would come out again: what was asked for does not
 * change, the caller is who it was, the host's files are as they were seen, and the descriptors have the numbers that are in the tape, which
 * most often are given again. Those of joined namespaces, which are others each time with a pool, are put in anew. Where one of these differs
 * the start is compiled as any other. Thread-safe.
 */
final class PlanCache {
    /** Starts at the same time have descriptors of other numbers. */
    private static final int MOST = 8;

    private final SpawnSpec spec;
    private final boolean keeps;
    private volatile List<Kept> plans = List.of();

    /**
     * A plan that was checked and compiled.
     *
     * @param numbers of the descriptors, but for those of joined namespaces
     * @param joins what is joined by each call, in their order
     */
    private record Kept(Plan plan, int[] numbers, List<Set<Namespace>> joins) {
        boolean holds(@Nullable Naming naming) {
            return plan.host().holds(naming);
        }

        boolean fits(Descriptors fds) {
            return Arrays.equals(numbers, fds.numbers()) && joins.equals(fds.joinedKinds());
        }
    }

    PlanCache(SpawnSpec spec) {
        this.spec = spec;
        this.keeps = mayKeep(spec);
    }

    /** Starts whose tape depends on nothing but what is compared here. */
    private static boolean mayKeep(SpawnSpec s) {
        boolean plain = !s.waits()
                && s.terminal == null
                && s.passed.isEmpty()
                && !s.unshares(Namespace.TIME)
                && !s.init
                && !s.tellsViolations
                && (s.seccomp == null || !s.seccomp.notifies());
        boolean ofItself = s.nice == null && s.scheduler == null && s.ioPriority == null && s.securityLabel == null;
        boolean modern = s.features.closeRange()
                && s.features.mountSetattr()
                && s.features.newMountApi()
                && s.features.setnsPidfd();
        return plain
                && ofItself
                && modern
                && Spares.needed(s) == 0
                && s.mounts.stream().allMatch(PlanCache::isPlain)
                && !(s.rootfs instanceof Rootfs.Layers);
    }

    private static boolean isPlain(Mount m) {
        return m instanceof Mount.Filesystem
                || (m instanceof Mount.Bind b && b.idMap().isEmpty());
    }

    /** Whether what was asked for has been checked and compiled, and all that it depends on is so for a start of that name. */
    boolean holds(@Nullable Naming naming) {
        List<Kept> all = plans;
        if (all.isEmpty()) return false;
        if (naming != null && !naming.fits()) return false;
        if (all.get(0).holds(naming)) return true;
        plans = List.of();
        return false;
    }

    /** Whether a kept plan is played in an image; they all are, or none is. */
    boolean isImage() {
        List<Kept> all = plans;
        return all.isEmpty() ? SpawnCompiler.needsImage(spec) : all.get(0).plan.prelude() != null;
    }

    /** The plan of a start with these descriptors, kept or compiled; after {@link #holds}. */
    Plan plan(SpawnSpec placed, Descriptors fds, boolean held) {
        Naming naming = placed.naming;
        if (!keeps || (naming != null && !naming.fits())) return SpawnCompiler.compile(placed, fds);
        if (held) {
            for (Kept k : plans) {
                if (k.fits(fds)) return SpawnCompiler.again(placed, fds, k.plan);
            }
        }
        Plan plan = SpawnCompiler.compile(placed, fds);
        // of a direct tape the place in v1 cgroups is a part, which has another name each time
        boolean named = plan.prelude() == null && placed.placement != null;
        boolean full = held && plans.size() >= MOST;
        if (full || named) return plan;
        Plan kept = plan.kept(naming == null ? null : naming.placeholder());
        add(new Kept(kept, fds.numbers(), fds.joinedKinds()));
        return kept;
    }

    private synchronized void add(Kept kept) {
        List<Kept> all = new ArrayList<>(plans);
        all.removeIf(k -> !k.plan.host().isSame(kept.plan.host()));
        if (all.size() < MOST) all.add(kept);
        plans = List.copyOf(all);
    }
}
