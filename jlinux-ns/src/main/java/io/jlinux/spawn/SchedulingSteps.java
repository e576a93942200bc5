package io.jlinux.spawn;

import io.jlinux.sched.CpuSet;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.MemoryPolicy;
import io.jlinux.sched.Scheduler;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Processors, priorities and memory nodes of the program, while the child still has the rights that it was born with. The
 * affinity comes before the policy: a DEADLINE process may not change it any more.
 */
final class SchedulingSteps {
    private static final int PRIO_PROCESS = 0;
    private static final int IOPRIO_WHO_PROCESS = 1;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int PR_SCHED_CORE = 62;
    private static final int PR_SCHED_CORE_CREATE = 1;
    private static final int PR_SCHED_CORE_SHARE_FROM = 3;
    private static final int PR_SCHED_CORE_SCOPE_THREAD_GROUP = 1;

    private SchedulingSteps() {}

    static void add(SpawnSpec spec, TapeBuilder tape) {
        if (spec.affinity != null) affinity(tape, spec.affinity);
        if (spec.memoryPolicy != null) memory(tape, spec.memoryPolicy);
        if (spec.ioPriority != null) io(tape, spec.ioPriority);
        if (spec.ownCores) cores(tape, Arg.flags(PR_SCHED_CORE_CREATE, "PR_SCHED_CORE_CREATE"), 0);
        if (spec.coresOf != 0)
            cores(tape, Arg.flags(PR_SCHED_CORE_SHARE_FROM, "PR_SCHED_CORE_SHARE_FROM"), spec.coresOf);
        if (spec.timerSlack != null) timerSlack(tape, spec.timerSlack);
        if (spec.nice != null) {
            Arg nice = Arg.num(spec.nice);
            Arg who = Arg.flags(PRIO_PROCESS, "PRIO_PROCESS");
            tape.call("set nice", spec.nice.toString(), Syscall.SETPRIORITY, who, Arg.num(0), nice);
        }
        if (spec.scheduler != null) policy(tape, spec.scheduler, spec.nice);
    }

    private static void affinity(TapeBuilder tape, CpuSet cpus) {
        byte[] mask = cpus.mask();
        Arg bytes = new Arg.Bytes(mask, "[" + cpus + "]");
        tape.call("set affinity", cpus.toString(), Syscall.SCHED_SETAFFINITY, Arg.num(0), Arg.num(mask.length), bytes);
    }

    private static void memory(TapeBuilder tape, MemoryPolicy policy) {
        byte[] mask = policy.mask();
        boolean none = policy.nodes().isEmpty();
        tape.call(
                "set memory policy",
                policy.toString(),
                Syscall.SET_MEMPOLICY,
                Arg.flags(policy.kernelMode(), policy.toString()),
                none ? Arg.num(0) : new Arg.Bytes(mask, policy.nodes().toString()),
                Arg.num(none ? 0 : mask.length * 8L + 1)); // the kernel takes one bit less than it is told
    }

    private static void io(TapeBuilder tape, IoPriority priority) {
        tape.call(
                "set I/O priority",
                priority.toString(),
                Syscall.IOPRIO_SET,
                Arg.flags(IOPRIO_WHO_PROCESS, "IOPRIO_WHO_PROCESS"),
                Arg.num(0),
                Arg.flags(priority.value(), priority.toString()));
    }

    /** ENODEV: there are no processors that share a core, so nobody else can be on it. */
    private static void cores(TapeBuilder tape, Arg how, long pid) {
        Arg scope = pid == 0
                ? Arg.flags(PR_SCHED_CORE_SCOPE_THREAD_GROUP, "PR_SCHED_CORE_SCOPE_THREAD_GROUP")
                : Arg.flags(0, "PR_SCHED_CORE_SCOPE_THREAD");
        tape.call(
                        "set",
                        pid == 0 ? "core scheduling" : "core scheduling of " + pid,
                        Syscall.PRCTL,
                        Arg.flags(PR_SCHED_CORE, "PR_SCHED_CORE"),
                        how,
                        Arg.num(pid),
                        scope,
                        Arg.num(0))
                .accept(Errno.ENODEV);
    }

    private static void timerSlack(TapeBuilder tape, Duration slack) {
        tape.call(
                "set",
                "timer slack",
                Syscall.PRCTL,
                Arg.flags(PR_SET_TIMERSLACK, "PR_SET_TIMERSLACK"),
                Arg.num(slack.toNanos()));
    }

    private static void policy(TapeBuilder tape, Scheduler scheduler, @Nullable Integer nice) {
        // the call sets the nice value in any case; getpriority(2) itself answers 20 - nice
        int now = nice != null ? nice : 20 - (int) RawSyscall.call(Syscall.GETPRIORITY, PRIO_PROCESS, 0);
        Arg attributes = new Arg.Bytes(scheduler.attributes(now), "{" + scheduler + "}");
        tape.call("set scheduler", scheduler.toString(), Syscall.SCHED_SETATTR, Arg.num(0), attributes, Arg.num(0));
    }
}
