package io.jlinux.spawn;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The work of one start that is done beside its child: as soon as the child's pid is known, and once. */
final class Meanwhile {
    private final @Nullable Checkpoint work;
    private boolean done;
    private @Nullable Exception failure;

    Meanwhile(@Nullable Checkpoint work) {
        this.work = work;
    }

    /** Does it; a failure is kept, as the child goes on. */
    void run(long pid) {
        if (work == null || done) return;
        done = true;
        try {
            work.reached(pid);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /** A start that has failed, which says that this has, too. */
    SpawnException addedTo(SpawnException started) {
        if (failure != null) started.addSuppressed(failure);
        return started;
    }

    /** When the program has begun: does it where that was not possible before, and ends the process where it has failed. */
    void finish(LinuxProcess process) throws IOException {
        run(process.pid());
        Exception e = failure;
        if (e == null) return;
        process.close();
        process.removeMountPoints();
        if (e instanceof IOException io) throw io;
        throw (RuntimeException) e;
    }
}
