package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.tape.Naming;
import io.jlinux.spawn.tape.Step;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compiled start of one {@link PreparedSpawn}. Its plan is played again where it would come out again: what was asked for does not
 * change, the caller is who it was, the host's files are as they were seen, and the same kinds of namespaces are joined in the same order.
 * The descriptors, which have other numbers each time, and another command are put in anew. Where one of these differs the start is compiled as any other, and
 * kept in its place. Thread-safe.
 */
final class PlanCache {
    private final boolean keeps;
    private volatile @Nullable Kept last;

    /**
     * A plan that was checked and compiled.
     *
     * @param argv the command that is in its tape
     * @param execs how many entries that takes
     * @param joins what is joined by each call, in their order
     */
    record Kept(Plan plan, List<String> argv, int execs, List<Set<Namespace>> joins) {
        boolean isImage() {
            return plan.prelude() != null;
        }
    }

    PlanCache(SpawnSpec spec) {
        this.keeps = mayKeep(spec);
    }

    /** Starts whose tape depends on nothing but what is compared here. */
    static boolean mayKeep(SpawnSpec s) {
        boolean plain = !s.waits()
                && s.terminal == null
                && s.passed.isEmpty()
                && s.rootOf == null
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
                && !(s.rootfs instanceof Rootfs.Layers)
                && !RootSteps.sharesMounts(s);
    }

    private static boolean isPlain(Mount m) {
        return m instanceof Mount.Filesystem
                || (m instanceof Mount.Bind b && b.idMap().isEmpty());
    }

    /** What has been checked and compiled, where all that it depends on is so for a start of that name; or null. */
    @Nullable
    Kept find(@Nullable Naming naming) {
        Kept kept = last;
        if (kept == null || (naming != null && !naming.fits())) return null;
        return kept.plan.host().holds(naming) ? kept : null;
    }

    /**
     * The plan of a start with these descriptors, kept or compiled.
     *
     * @param found by {@link #find}
     */
    Plan plan(SpawnSpec placed, Descriptors fds, @Nullable Kept found) throws LinuxException {
        boolean placedInTape = isPlacedInTape(fds);
        if (found != null && !placedInTape && found.joins.equals(fds.joinedKinds())) {
            if (placed.argv.equals(found.argv)) return SpawnCompiler.again(placed, fds, found.plan);
            List<Step> execs = ExecSteps.execs(placed);
            // a name is looked for in all of PATH, which a path is not
            if (execs.size() != found.execs) return SpawnCompiler.compile(placed, fds);
            return SpawnCompiler.again(placed, fds, found.plan).withExecs(execs);
        }
        Plan plan = SpawnCompiler.compile(placed, fds);
        Naming naming = placed.naming;
        if (!keeps || placedInTape || (naming != null && !naming.fits())) return plan;
        Plan kept = plan.kept(naming == null ? null : naming.placeholder(), fds);
        last = new Kept(kept, placed.argv, ExecSteps.execs(placed).size(), fds.joinedKinds());
        return kept;
    }

    /** Whether a direct tape begins with the way into v1 cgroups, whose files are others each time. */
    private static boolean isPlacedInTape(Descriptors fds) {
        Placement.Entry placement = fds.placement();
        return fds.channels() == null
                && placement != null
                && !placement.joinFiles().isEmpty();
    }
}
