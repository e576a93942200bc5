package io.jlinux.oci;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.oci.run.AffinityThread;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.ExecDefaults;
import io.jlinux.oci.run.HostSupport;
import io.jlinux.oci.run.InitCgroup;
import io.jlinux.oci.run.KnownContainer;
import io.jlinux.oci.run.SeccompAgent;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.run.StartDiagnosis;
import io.jlinux.oci.run.StartWork;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciExecCpuAffinity;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.Transitions;
import io.jlinux.sched.CpuSet;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.ProcessIdentity;
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

    LinuxProcess exec(String id, OciState state, OciProcess asked, ContainerOptions options) throws IOException {
        OciProcess program = ExecDefaults.complete(asked, config);
        boolean paused = options.ignorePaused() && state.status() == OciStatus.PAUSED;
        if (!paused) Transitions.EXEC.check(id, state.status());
        HostSupport.check(program);
        HostSupport.checkAgent(config);
        options.check(program);
        try (PidFd init = open(id, state)) {
            LinuxProcess process = start(init, state, program, options);
            try {
                options.writePid(process.pid());
                options.sendPidFd(process.pid());
                SeccompAgent.tell(config, process, state);
            } catch (IOException | RuntimeException e) {
                undo(process, options, e);
                throw e;
            }
            return process;
        }
    }

    private static void undo(LinuxProcess process, ContainerOptions options, Exception cause) {
        Undoing undoing = new Undoing(cause);
        undoing.step(process::close);
        undoing.step(process::removeMountPoints);
        undoing.step(() -> options.removePid(process.pid()));
    }

    private LinuxProcess start(PidFd init, OciState state, OciProcess program, ContainerOptions options)
            throws IOException {
        Optional<Cgroup> container = cgroup.cgroup();
        if (options.cgroup().isPresent()) {
            Cgroup top = container.orElseThrow(() ->
                    new LinuxException("execute in cgroup", options.cgroup().get(), Errno.ENOENT.number()));
            try (Cgroup below = top.openChild(options.cgroup().get())) {
                return start(init, state, program, options, Optional.of(below));
            }
        }
        try {
            return start(init, state, program, options, container);
        } catch (LinuxException e) {
            // on v2 nobody may be in a cgroup whose children have controllers: the first process has moved, too
            if (e.errno() != Errno.EBUSY && e.errno() != Errno.EOPNOTSUPP) throw e;
            Optional<Cgroup> where =
                    container.isEmpty() ? Optional.empty() : InitCgroup.below(container.get(), init.pid());
            if (where.isEmpty()) throw e;
            try (Cgroup below = where.get()) {
                return start(init, state, program, options, where);
            }
        }
    }

    private LinuxProcess start(
            PidFd init, OciState state, OciProcess program, ContainerOptions options, Optional<Cgroup> place)
            throws IOException {
        CgroupMounts none = CgroupMounts.of(Optional.empty());
        Path root = Path.of("/proc", Long.toString(init.pid()), "root");
        Spawn spawn = new SpawnPlanner(config, Path.of("/"), none, Optional.empty()).exec(program, root);
        spawn.join(ProcessNamespaces.all(init));
        place.ifPresent(c -> spawn.with(c.placement()));
        if (state.ownKeyring()) SessionKeyring.join(spawn, state.id());
        options.apply(spawn, program, SpawnPlanner.terminal(program), false);
        if (config.linux().intelRdt().isPresent()) spawn.onChild(pid -> StartWork.join(config, state.id(), pid));
        Optional<OciExecCpuAffinity> affinity = program.execCpuAffinity();
        Optional<String> initial = affinity.flatMap(OciExecCpuAffinity::initial);
        Optional<String> last = affinity.flatMap(OciExecCpuAffinity::finalCpus);
        // without last ones it is the kernel's decision what a change of the cgroup leaves of the first
        last.ifPresent(cpus -> spawn.affinity(CpuSet.parse(cpus)));
        try {
            return initial.isEmpty() ? spawn.start() : AffinityThread.call(CpuSet.parse(initial.get()), spawn::start);
        } catch (SpawnException e) {
            OciConfig asked = config.toBuilder().process(program).build();
            throw new StartDiagnosis(asked, Optional.empty()).explain(e);
        }
    }

    /** The first process, which the namespaces are taken from; of a child of ours the pid alone is enough. */
    private static PidFd open(String id, OciState state) throws IOException {
        if (state.pid().isPresent() && state.startTime().isEmpty())
            return PidFd.open(state.pid().getAsLong());
        Optional<ProcessIdentity> identity = KnownContainer.identity(state);
        Optional<PidFd> fd =
                identity.isEmpty() ? Optional.empty() : identity.get().open();
        return fd.orElseThrow(
                () -> new OciStateException(Transitions.EXEC.verb(), id, OciStatus.STOPPED, Transitions.EXEC.from()));
    }
}
