package io.jlinux.spawn;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A start that is done again and again, made by {@link Spawn#prepare()}: it is checked and compiled once, and that is used as long as it
 * would come out again. Each start looks at the files of the host that it depends on, and is compiled anew when one of them has changed.
 *
 * <pre>{@code
 * PreparedSpawn job = Spawn.command("/usr/bin/job").unshare(Namespace.PID, Namespace.MOUNT).prepare();
 * for (Path input : inputs) job.start().waitFor();
 * }</pre>
 *
 * <p>A few starts at the same time are kept each. Those that wait on their way, join namespaces or have a terminal, an overlay, descriptors
 * passed on, an init or a scheduler of their own are compiled each time. Immutable and thread-safe; it holds nothing of the kernel's.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/execve.2.html">execve(2)</a>
 */
public final class PreparedSpawn {
    private final SpawnSpec spec;
    private final PlanCache plans;

    PreparedSpawn(SpawnSpec spec) {
        this.spec = spec;
        this.plans = new PlanCache(spec);
    }

    /** Whether the next start is compiled already. For tests. */
    boolean isKept() {
        return plans.holds();
    }

    /**
     * As {@link Spawn#start()}.
     *
     * @throws SpawnException as there
     * @throws IOException as there
     */
    public LinuxProcess start() throws IOException {
        return Start.start(spec, plans);
    }

    /**
     * As above, in a cgroup of this start: {@link Spawn#with}.
     *
     * @param placement null: as it was prepared
     */
    public LinuxProcess start(@Nullable Placement placement) throws IOException {
        return Start.start(placement == null ? spec : spec.withPlacement(placement), plans);
    }
}
