package io.jlinux.examples.manager;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import java.time.Duration;

/** A job that runs, or ran. Its manager owns it. */
public final class Job {
    private final JobSpec spec;
    private final Cgroup cgroup;
    private final LinuxProcess process;

    Job(JobSpec spec, Cgroup cgroup, LinuxProcess process) {
        this.spec = spec;
        this.cgroup = cgroup;
        this.process = process;
    }

    public JobSpec spec() {
        return spec;
    }

    /** Its cgroup, borrowed: to look at it. */
    public Cgroup cgroup() {
        return cgroup;
    }

    public LinuxProcess process() {
        return process;
    }

    /** The processor time it has had. */
    public Duration cpuTime() throws LinuxException {
        return cgroup.cpu().usage().orElse(Duration.ZERO);
    }

    long memory() throws LinuxException {
        return cgroup.memory().current().orElse(0);
    }

    /** Kills what is left of it, and removes its cgroup. */
    void end() throws LinuxException {
        cgroup.close();
        process.close();
    }
}
