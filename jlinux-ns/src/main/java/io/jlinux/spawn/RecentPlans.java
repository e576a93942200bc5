package io.jlinux.spawn;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The plans of the roots that were started last, by what was asked for: who asks for the same container again and again, or for another
 * command in it, has it compiled once, as if it had been prepared. The first time it is only noted, so that what is started once keeps no tape.
 * Thread-safe.
 */
final class RecentPlans {
    /** A tape and its bytes take some 200 KB. */
    static final int KEPT = 16;

    private static final float LOAD_FACTOR = 0.75f;
    private static final RecentPlans OF_JVM = new RecentPlans();

    /** What was asked for once has no plans. */
    private final Map<SpawnKey, @Nullable PlanCache> plans = new LinkedHashMap<>(KEPT * 2, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpawnKey, @Nullable PlanCache> eldest) {
            return size() > KEPT;
        }
    };

    /** Those of this JVM. */
    static RecentPlans get() {
        return OF_JVM;
    }

    /** Whether compiling takes longer than to compare all that was asked for, and comes out the same again. */
    static boolean mayKeep(SpawnSpec spec) {
        return (spec.rootfs != null || !spec.mounts.isEmpty()) && spec.broken < 0 && PlanCache.mayKeep(spec);
    }

    /** The plans of such a start, or null where it has none: it is compiled for this once. */
    @Nullable
    PlanCache of(SpawnSpec spec) {
        if (!mayKeep(spec)) return null;
        SpawnKey key = new SpawnKey(spec);
        synchronized (plans) {
            PlanCache known = plans.get(key);
            if (known != null) return known;
            PlanCache made = plans.containsKey(key) ? new PlanCache(spec) : null;
            plans.put(key, made);
            return made;
        }
    }
}
