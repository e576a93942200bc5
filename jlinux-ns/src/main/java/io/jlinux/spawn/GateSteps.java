package io.jlinux.spawn;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;

/** Where a child waits: for its parent, in the middle of its way, and for whoever starts it, at the end. */
final class GateSteps {
    private static final int PR_SET_DUMPABLE = 4;
    private static final String WAIT = "wait for";

    private final TapeBuilder tape;

    GateSteps(TapeBuilder tape) {
        this.tape = tape;
    }

    /** Closes a descriptor at execve that was kept open for the image. */
    void mark(Fd fd) {
        Arg setFd = Arg.flags(Fcntl.F_SETFD, "F_SETFD");
        tape.call("mark", fd.label(), Syscall.FCNTL, Arg.fd(fd), setFd, Arg.flags(Fcntl.FD_CLOEXEC, "FD_CLOEXEC"));
    }

    /** Tells the parent that the child is here, and waits for it. When the parent has ended, or refuses, the child ends. */
    void sync(String point, ImageLauncher.Channels channels) {
        tape.call("tell the parent:", point, Syscall.WRITE, Arg.fd(channels.alive()), Arg.text("1"), Arg.num(1))
                .retryInterrupted();
        await("the parent: " + point, Arg.fd(channels.gate()));
    }

    private void await(String who, Arg fd) {
        Slot read = tape.slot("read");
        tape.call(WAIT, who, Syscall.READ, fd, new Arg.Out(tape.slot("byte")), Arg.num(1))
                .into(read)
                .retryInterrupted();
        tape.check(WAIT, who, Arg.ref(read), -1, 1, Errno.ECANCELED);
    }

    /**
     * Lets go of the parent, and waits until the gate is opened.
     *
     * @return the entry from which on the process is ready
     */
    int hold(ImageLauncher.Channels channels, Fd start) {
        // whoever is let into the container meanwhile must not look into this process
        tape.call("set", "not dumpable", Syscall.PRCTL, Arg.flags(PR_SET_DUMPABLE, "PR_SET_DUMPABLE"), Arg.num(0));
        int held = tape.size();
        PathSteps.close(tape, Arg.fd(channels.alive()));
        await("start", Arg.fd(start));
        return held;
    }

    /** After an execve that failed: says so to whoever opened the gate. */
    Step report(Fd result, Slot errno) {
        return tape.call("report", "the failed execve", Syscall.WRITE, Arg.fd(result), new Arg.Out(errno), Arg.num(8));
    }

    /** Ends the process. */
    void end() {
        tape.call("end", "", Syscall.EXIT_GROUP, Arg.num(127));
    }
}
