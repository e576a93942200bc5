package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.RunningIds;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running container, owned: {@link #close()} kills all of its processes and removes its cgroup.
 *
 * <p>Thread-safe.
 */
public final class OciContainer implements AutoCloseable {
    private final String id;
    private final LinuxProcess process;
    private final ContainerCgroup cgroup;
    private final AtomicBoolean closed = new AtomicBoolean();

    OciContainer(String id, LinuxProcess process, ContainerCgroup cgroup) {
        this.id = id;
        this.process = process;
        this.cgroup = cgroup;
    }

    public String id() {
        return id;
    }

    /** The container's first process, with its streams; those of its terminal, where it has one. */
    public LinuxProcess process() {
        return process;
    }

    /** Its cgroup, with its limits and statistics; empty where this user can make none and no limit was asked for. */
    public Optional<Cgroup> cgroup() {
        return cgroup.cgroup();
    }

    /** Sends a signal to the first process; false when it has ended. */
    public boolean kill(Signal signal) throws LinuxException {
        return process.signal(signal);
    }

    /** Waits until the first process has ended. */
    public ExitStatus waitFor() throws InterruptedException {
        return process.waitForStatus();
    }

    /**
     * Kills what is left of the container, and removes its cgroup.
     *
     * @throws LinuxException when the cgroup cannot be removed
     */
    @Override
    public void close() throws LinuxException {
        process.close();
        cgroup.close();
        if (closed.compareAndSet(false, true)) RunningIds.release(id);
    }

    @Override
    public String toString() {
        return "container " + id + ", " + process;
    }
}
