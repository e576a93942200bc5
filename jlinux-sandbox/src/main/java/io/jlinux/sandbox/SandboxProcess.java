package io.jlinux.sandbox;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Placement;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program in its sandbox, together with the sandbox' cgroup.
 *
 * <p>Owned: {@link #close()} kills the program, and with it, as it is in a pid namespace of its own, all that it started, however
 * it hid; then it removes the cgroup. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pid_namespaces.7.html">pid_namespaces(7)</a>
 */
public final class SandboxProcess implements AutoCloseable {
    private final LinuxProcess process;
    private final SandboxCgroup cgroup;

    private SandboxProcess(LinuxProcess process, SandboxCgroup cgroup) {
        this.process = process;
        this.cgroup = cgroup;
    }

    @FunctionalInterface
    private interface Start {
        LinuxProcess in(@Nullable Placement placement) throws IOException;
    }

    /** Starts {@code spawn} in the cgroup, which from now on belongs to the process, or is gone when this fails. */
    static SandboxProcess start(Spawn spawn, SandboxCgroup cgroup) throws IOException {
        return start(placement -> (placement == null ? spawn : spawn.with(placement)).start(), cgroup);
    }

    /** As above. */
    static SandboxProcess start(PreparedSpawn spawn, SandboxCgroup cgroup) throws IOException {
        return start(spawn::start, cgroup);
    }

    /** As above, in namespaces that were made ahead. */
    static SandboxProcess start(PreparedSpawn spawn, SandboxCgroup cgroup, List<NamespaceHandle> warm)
            throws IOException {
        return start(placement -> spawn.start(placement, warm), cgroup);
    }

    private static SandboxProcess start(Start start, SandboxCgroup cgroup) throws IOException {
        boolean started = false;
        try {
            Placement placement = cgroup.cgroup().map(Cgroup::placement).orElse(null);
            SandboxProcess p = new SandboxProcess(start.in(placement), cgroup);
            started = true;
            return p;
        } finally {
            if (!started) cgroup.close();
        }
    }

    /** The first process of the sandbox. */
    public LinuxProcess process() {
        return process;
    }

    /** The cgroup, for its statistics and events; it is removed by {@link #close()}. */
    public Optional<Cgroup> cgroup() {
        return cgroup.cgroup();
    }

    /** The limits that the cgroup holds; {@link CgroupLimits#NONE} where there is no cgroup. */
    public CgroupLimits enforced() {
        return cgroup.limits();
    }

    /**
     * Kills all that is left of it, waits for its end, and removes the cgroup.
     *
     * @throws LinuxException {@code EBUSY} when the cgroup is not empty after 10 seconds
     */
    @Override
    public void close() throws LinuxException {
        try {
            process.close();
        } finally {
            cgroup.close();
        }
    }

    @Override
    public String toString() {
        return process + " in a sandbox";
    }
}
