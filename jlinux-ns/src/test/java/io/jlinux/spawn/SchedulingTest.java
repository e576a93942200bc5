package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.ns.Namespace;
import io.jlinux.sched.CpuSet;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.MemoryPolicy;
import io.jlinux.sched.Scheduler;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where and when the program runs: asked of the kernel, and of the tools that util-linux has for it. */
@NoLeaks
@Timeout(60)
class SchedulingTest {
    private static Spawn cat(String file) {
        return Spawn.command("cat", file);
    }

    @Test
    void theAffinityIsSetAndReset() throws Exception {
        CpuSet all = CpuSet.ofThisThread();
        int last = all.cpus().last();
        Spawn one = cat("/dev/null").affinity(CpuSet.of(last));
        assertThat(ProcStatus.of(cat("/proc/self/status").affinity(CpuSet.of(last)))
                        .get("Cpus_allowed_list"))
                .isEqualTo("" + last);
        assertThat(one.explain()).anyMatch(l -> l.contains("sched_setaffinity(0, 8, [" + last + "])"));
        // a thread with an affinity of its own hands it on, unless it is reset
        AtomicReference<Object> seen = new AtomicReference<>();
        Thread pinned = new Thread(() -> {
            try {
                pin(last);
                Spawn status = cat("/proc/self/status");
                String inherited = ProcStatus.of(status).get("Cpus_allowed_list");
                String reset = ProcStatus.of(status.affinity(CpuSet.all())).get("Cpus_allowed_list");
                seen.set(inherited + " " + reset);
            } catch (Exception e) {
                seen.set(e);
            }
        });
        pinned.start();
        pinned.join();
        assertThat(seen.get()).isEqualTo(last + " " + all);
    }

    private static void pin(int cpu) {
        try (Scratch s = Scratch.borrow()) {
            byte[] mask = CpuSet.of(cpu).mask();
            s.buffer().put(0, mask);
            RawSyscall.call(Syscall.SCHED_SETAFFINITY, 0, mask.length, s.address());
        }
    }

    @Test
    void anAffinityToNoProcessorThatExistsSaysSo() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class,
                () -> cat("/dev/null").affinity(CpuSet.of(8000)).start());
        assertThat(e).hasMessageStartingWith("set affinity 8000: EINVAL").hasMessageContaining("cpuset");
    }

    @Test
    void niceIsWhatTheToolSays() throws Exception {
        int now = Integer.parseInt(Run.text(Spawn.command("nice")));
        int more = Math.min(19, now + 3);
        assertThat(Run.text(Spawn.command("nice").nice(more))).isEqualTo("" + more);
        assertThat(Run.text(Spawn.command("nice").scheduler(Scheduler.batch().nice(more))))
                .isEqualTo("" + more);
        assertThat(Run.text(Spawn.command("nice").nice(more).scheduler(Scheduler.batch())))
                .as("a policy without a nice value leaves it")
                .isEqualTo("" + more);
        assertThatThrownBy(() ->
                        cat("x").nice(1).scheduler(Scheduler.batch().nice(2)).start())
                .hasMessageContaining("two nice values");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void aBetterNiceValueIsRefusedToAnOrdinaryUserWithAReason() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class, () -> cat("/dev/null").nice(-5).start());
        assertThat(e.errno()).isEqualTo(Errno.EACCES);
        assertThat(e).hasMessageStartingWith("set nice -5: EACCES").hasMessageContaining("RLIMIT_NICE");
    }

    @Test
    @Requires(Requirement.SCHEDULING_TOOLS)
    void policiesAreThoseThatChrtShows() throws Exception {
        Spawn chrt = Spawn.command("/bin/sh", "-c", "chrt -p $$");
        assertThat(Run.text(chrt.scheduler(Scheduler.batch()))).contains("SCHED_BATCH");
        assertThat(Run.text(chrt.scheduler(Scheduler.idle()))).contains("SCHED_IDLE");
        if (!Requirement.ROOT.isMet()) return;
        assertThat(Run.text(chrt.scheduler(Scheduler.fifo(7))))
                .contains("SCHED_FIFO")
                .contains("priority: 7");
        assertThat(Run.text(chrt.scheduler(Scheduler.roundRobin(3).with(Scheduler.Flag.RESET_ON_FORK))))
                .contains("SCHED_RR|SCHED_RESET_ON_FORK")
                .contains("priority: 3");
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.SCHEDULING_TOOLS})
    void aDeadlineProcessHasItsTimes() throws Exception {
        Scheduler s = Scheduler.deadline(Duration.ofMillis(5), Duration.ofMillis(80), Duration.ofMillis(100));
        String sched = Run.text(cat("/proc/self/sched").scheduler(s));
        assertThat(sched).containsPattern("policy\\s*:\\s*6").containsPattern("dl.runtime|dl.deadline");
        Run fork = Run.of(Spawn.command("/bin/sh", "-c", "/bin/true; echo $?").scheduler(s));
        assertThat(fork.out() + fork.err()).containsIgnoringCase("fork");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aRealTimePolicyInANewUserNamespaceIsRefusedWithAReason() {
        SpawnException e = catchThrowableOfType(
                SpawnException.class,
                () -> cat("/dev/null")
                        .unshare(Namespace.USER)
                        .scheduler(Scheduler.fifo(1))
                        .start());
        assertThat(e)
                .hasMessageStartingWith("set scheduler SCHED_FIFO priority 1: EPERM")
                .hasMessageContaining("CAP_SYS_NICE");
    }

    @Test
    @Requires(Requirement.SCHEDULING_TOOLS)
    void theIoPriorityIsThatOfIonice() throws Exception {
        Spawn ionice = Spawn.command("ionice");
        assertThat(Run.text(ionice.ioPriority(IoPriority.bestEffort(6)))).isEqualTo("best-effort: prio 6");
        assertThat(Run.text(ionice.ioPriority(IoPriority.idle()))).isEqualTo("idle");
        if (!Requirement.ROOT.isMet()) return;
        assertThat(Run.text(ionice.ioPriority(IoPriority.realtime(1)))).isEqualTo("realtime: prio 1");
    }

    @Test
    void theTimerSlackIsWhatProcShows() throws Exception {
        assertThat(Run.text(cat("/proc/self/timerslack_ns").timerSlack(Duration.ofNanos(123_456))))
                .isEqualTo("123456");
    }

    @Test
    void theMemoryPolicyIsWhatNumaMapsShows() throws Exception {
        Spawn maps = cat("/proc/self/numa_maps");
        if (!Files.exists(Path.of("/proc/self/numa_maps"))) {
            // no NUMA in this kernel: the call must fail, not be passed over
            SpawnException e = catchThrowableOfType(
                    SpawnException.class,
                    () -> maps.memoryPolicy(MemoryPolicy.of(MemoryPolicy.Mode.BIND, "0"))
                            .start());
            assertThat(e.operation()).isEqualTo("set memory policy");
            return;
        }
        assertThat(Run.text(maps.memoryPolicy(MemoryPolicy.of(MemoryPolicy.Mode.BIND, "0"))))
                .contains("bind:0");
        assertThat(Run.text(maps.memoryPolicy(
                        MemoryPolicy.of(MemoryPolicy.Mode.INTERLEAVE, "0", MemoryPolicy.Flag.STATIC_NODES))))
                .contains("interleave=static:0");
        assertThat(Run.text(maps.memoryPolicy(MemoryPolicy.systemDefault()))).contains("default");
    }

    @Test
    void coreSchedulingGivesTheProgramItsOwnCookieOrThereIsNobodyToShareWith() throws Exception {
        try {
            assertThat(Run.of(Spawn.command("true").coreScheduling()).code()).isZero();
        } catch (SpawnException e) {
            // a kernel built without it
            assertThat(e).hasMessageStartingWith("set core scheduling: EINVAL");
        }
    }
}
