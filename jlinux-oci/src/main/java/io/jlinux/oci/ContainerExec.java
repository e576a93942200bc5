package io.jlinux.oci;

import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.spec.Unsupported;
import io.jlinux.oci.state.ProcessIdentity;
import io.jlinux.oci.state.Transitions;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.PidFd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Starts one more process in a container. */
final class ContainerExec {
    private final OciConfig config;
    private final ContainerCgroup cgroup;

    ContainerExec(OciConfig config, ContainerCgroup cgroup) {
        this.config = config;
        this.cgroup = cgroup;
    }

    LinuxProcess exec(String id, OciState state, OciProcess program, ContainerOptions options) throws IOException {
        Transitions.EXEC.check(id, state.status());
        Unsupported.refuse(program);
        options.check(program);
        try (PidFd init = open(id, state)) {
            CgroupMounts none = CgroupMounts.of(Optional.empty());
            Spawn spawn = new SpawnPlanner(config, Path.of("/"), none, Optional.empty()).exec(program);
            spawn.join(ProcessNamespaces.all(init));
            cgroup.place(spawn);
            options.apply(spawn, program, SpawnPlanner.terminal(program));
            LinuxProcess process = spawn.start();
            try {
                options.writePid(process.pid());
            } catch (IOException e) {
                process.close();
                throw e;
            }
            return process;
        }
    }

    /** The first process, which the namespaces are taken from; of a child of ours the pid alone is enough. */
    private static PidFd open(String id, OciState state) throws IOException {
        if (state.pid().isPresent() && state.startTime().isEmpty())
            return PidFd.open(state.pid().getAsLong());
        Optional<ProcessIdentity> identity = ProcessIdentity.of(state.pid(), state.startTime());
        Optional<PidFd> fd =
                identity.isEmpty() ? Optional.empty() : identity.get().open();
        return fd.orElseThrow(
                () -> new OciStateException(Transitions.EXEC.verb(), id, OciStatus.STOPPED, Transitions.EXEC.from()));
    }
}
