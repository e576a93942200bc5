package io.jlinux.spawn;

import io.jlinux.ns.IdMap;
import io.jlinux.spawn.tape.Birth;
import io.jlinux.spawn.tape.ImageLauncher.ParentWork;
import java.util.ArrayList;
import java.util.List;

/** What the parent does while an image's child waits for it, in the order in which the child's tape has it. */
record ParentSide(SpawnSpec spec, Meanwhile meanwhile) {

    /** The death signal is sent when the starting <em>thread</em> ends, so with one that must live as long as the JVM. */
    Birth birth() {
        return spec.parentDeathSignal == null ? Birth.HERE : ParentThread::make;
    }

    /** At the gate, before the child has done anything: its id map, and limits that it may not set there. */
    ParentWork atGate() {
        IdMap map = spec.idMap;
        Checkpoint onChild = spec.onChild;
        boolean maps = map != null && SpawnCompiler.parentWritesMap(spec);
        HostLimits limits = HostLimits.of(spec);
        if (!maps && onChild == null && limits.isEmpty()) return ParentWork.NONE;
        return (pid, last) -> {
            if (maps && map != null) IdMapWriter.write(pid, map);
            limits.grant(pid);
            if (onChild != null && last) onChild.reached(pid);
        };
    }

    /**
     * At each stop on the way.
     *
     * @param forks whether the process that is to be is only made on the way
     */
    List<ParentWork> syncs(boolean forks) {
        List<ParentWork> list = new ArrayList<>();
        Checkpoint onChild = spec.onChild;
        Checkpoint beforeRoot = spec.beforeRoot;
        if (onChild != null && forks) list.add((pid, last) -> onChild.reached(pid));
        if (beforeRoot != null) list.add((pid, last) -> beforeRoot.reached(pid));
        return list;
    }
}
