package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompHandler;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System calls of children that are answered in Java. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.GCC)
class SeccompNotifyTest extends OnCallProgram {
    private static SeccompPolicy notifying(String... names) {
        var b = SeccompPolicy.builder("asking", SeccompAction.ALLOW);
        for (String name : names) b.rule(SeccompAction.NOTIFY, name);
        return b.build();
    }

    private static List<String> run(Spawn spawn, SeccompHandler handler) throws Exception {
        try (LinuxProcess p = spawn.noNewPrivileges().start()) {
            p.seccompListener().orElseThrow().start(handler);
            String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(said).isZero();
            return said.lines().toList();
        }
    }

    @Test
    void anErrorOfTheHandlerIsAnAnswerToo() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Spawn spawn = calls.spawn("getppid", "getppid");
        assertThat(run(spawn.seccomp(notifying("getppid")), call -> {
                    if (asked.incrementAndGet() == 1) throw new AssertionError("of a test");
                    return SeccompAnswer.value(7);
                }))
                .containsExactly("errno 1", "7");
    }

    @Test
    void theHandlerSeesTheCallAndSaysWhatItReturns() throws Exception {
        Spawn spawn = calls.spawn("getppid 1 2 0xffffffffffffffff", "getuid", "getgid");
        List<String> lines = run(spawn.seccomp(notifying("getppid", "getuid", "getgid")), call -> switch (call.call()) {
            case "getppid" -> {
                assertThat(call.arch()).contains(SeccompArch.current());
                assertThat(call.arg(0)).isEqualTo(1);
                assertThat(call.arg(2)).isEqualTo(-1);
                assertThat(call.pid()).isPositive();
                yield SeccompAnswer.value(0x1_2345_6789L);
            }
            case "getuid" -> SeccompAnswer.failure(Errno.ENOTTY);
            default -> SeccompAnswer.proceed();
        });
        assertThat(lines.subList(0, 2)).containsExactly("" + 0x1_2345_6789L, "errno 25");
        assertThat(Long.parseLong(lines.get(2))).isNotNegative();
    }

    @Test
    void memoryOfTheCallerIsReadAndWritten() throws Exception {
        Spawn spawn =
                calls.spawn("mkdir /a/path/far/away 0700", "getcwd buffer 4096", "mkdir 12 0", "openat 3 buffer 0");
        AtomicInteger seen = new AtomicInteger();
        List<String> lines = run(spawn.seccomp(notifying("mkdir", "getcwd", "openat")), call -> {
            seen.incrementAndGet();
            switch (call.call()) {
                case "mkdir" -> {
                    assertThat(call.readString(call.arg(0), 4096)).isEqualTo("/a/path/far/away");
                    assertThatThrownBy(() -> call.readString(call.arg(0), 5)).hasMessageContaining("ENAMETOOLONG");
                    return SeccompAnswer.value(0);
                }
                case "getcwd" -> {
                    call.write(call.arg(0), "/in/java\0".getBytes(StandardCharsets.UTF_8));
                    return SeccompAnswer.value(9);
                }
                default -> {
                    return SeccompAnswer.value(call.readString(call.arg(1), 100).equals("/in/java") ? 77 : 78);
                }
            }
        });
        assertThat(lines).containsExactly("0", "9", "errno 14", "77");
        assertThat(seen).hasValue(4);
    }

    @Test
    void aDescriptorIsPutIntoTheCaller() throws Exception {
        Path file = Files.writeString(work.resolve("given"), "given by Java");
        Spawn spawn = calls.spawn("openat -1 nowhere 0", "read 3 buffer 4096", "getppid", "read 9 buffer 5");
        List<String> lines = run(spawn.seccomp(notifying("openat", "getppid")), call -> {
            try (Fd fd = Fd.open(file, Fcntl.O_RDONLY)) {
                if (call.call().equals("openat")) {
                    int number = call.addFd(fd, true);
                    return SeccompAnswer.value(number);
                }
                call.addFd(fd, 9, false);
                return SeccompAnswer.value(1);
            }
        });
        assertThat(lines).containsExactly("3", "13", "1", "5");
    }

    @Test
    void aCallReturnsADescriptorInOne() throws Exception {
        Path file = Files.writeString(work.resolve("in-one"), "given by Java");
        Spawn spawn = calls.spawn("openat -1 nowhere 0", "read 3 buffer 4096");
        try (Fd fd = Fd.open(file, Fcntl.O_RDONLY)) {
            List<String> lines = run(spawn.seccomp(notifying("openat")), call -> SeccompAnswer.descriptor(fd, true));
            assertThat(lines).containsExactly("3", "13");
        }
    }

    @Test
    void whatAHandlerThrowsIsAnErrno() throws Exception {
        Spawn spawn = calls.spawn("getppid", "getuid");
        List<String> lines = run(spawn.seccomp(notifying("getppid", "getuid")), call -> {
            if (call.call().equals("getuid")) throw new IllegalStateException("not today");
            throw new LinuxException("decide", "", Errno.ENOSPC.number());
        });
        assertThat(lines).containsExactly("errno 28", "errno 1");
    }

    @Test
    void childrenOfTheProgramAskToo() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String command = calls.path() + " 110; " + calls.path() + " 110";
        Spawn spawn = Spawn.command("/bin/sh", "-c", command.replace("110", "" + io.jlinux.sys.raw.Syscall.GETPPID.nr));
        SeccompPolicy policy = SeccompPolicy.builder("asking", SeccompAction.ALLOW)
                .rule(SeccompAction.NOTIFY, "getppid", Condition.eq(0, 0))
                .build();
        List<String> lines = run(spawn.seccomp(policy), call -> SeccompAnswer.value(100 + asked.incrementAndGet()));
        assertThat(lines).hasSize(2).allMatch(line -> line.length() == 3);
        assertThat(asked.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void theListenerEndsWithTheLastProcess() throws Exception {
        try (LinuxProcess p = calls.spawn("umask 0")
                .noNewPrivileges()
                .seccomp(notifying("getppid"))
                .start()) {
            SeccompListener listener = p.seccompListener().orElseThrow();
            CompletableFuture<Optional<SeccompNotification>> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return listener.receive();
                } catch (LinuxException e) {
                    throw new IllegalStateException(e);
                }
            });
            p.waitFor();
            assertThat(next.get(60, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void aClosedListenerEndsWhoReceivesAndCallsAreMissing() throws Exception {
        try (LinuxProcess p = calls.spawn("getppid")
                .noNewPrivileges()
                .seccomp(notifying("getppid"))
                .start()) {
            SeccompListener listener = p.seccompListener().orElseThrow();
            SeccompNotification call = listener.receive().orElseThrow();
            Thread waiting = listener.start(c -> SeccompAnswer.proceed());
            assertThat(call.isValid()).isTrue();
            listener.close();
            waiting.join(60_000);
            assertThat(waiting.isAlive()).isFalse();
            assertThat(p.inputReader().readLine()).isEqualTo("errno 38");
            assertThat(call.isValid()).isFalse();
            assertThat(call.answer(SeccompAnswer.value(1))).isFalse();
            assertThat(listener.receive()).isEmpty();
        }
    }

    @Test
    void aCallerThatDiesIsNoLongerValid() throws Exception {
        try (LinuxProcess p = calls.spawn("mkdir a 0")
                .noNewPrivileges()
                .seccomp(notifying("mkdir"))
                .start()) {
            SeccompNotification call =
                    p.seccompListener().orElseThrow().receive().orElseThrow();
            p.destroyForcibly().waitFor();
            assertThat(call.isValid()).isFalse();
            assertThat(call.answer(SeccompAnswer.value(0))).isFalse();
            assertThatThrownBy(() -> call.readString(call.arg(0), 10)).hasMessageContaining("ENOENT");
        }
    }

    @Test
    void anAllowlistWithoutFutexOrWriteStillHandsItsListenerOver() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("strict", SeccompAction.errno(Errno.EPERM))
                .allow(
                        "execve",
                        "exit_group",
                        "brk",
                        "mmap",
                        "arch_prctl",
                        "set_tid_address",
                        "set_robust_list",
                        "rseq")
                .allow("prlimit64", "mprotect", "readlink", "readlinkat", "getrandom", "newfstatat", "fstat")
                .rule(SeccompAction.NOTIFY, "write")
                .flags(SeccompFlag.TSYNC)
                .build();
        StringBuilder said = new StringBuilder();
        List<String> lines =
                run(calls.spawn("futex 0x10000000b8 0 0 0", "getppid").seccomp(policy), call -> {
                    said.append(new String(call.read(call.arg(1), (int) call.arg(2)), StandardCharsets.UTF_8));
                    return SeccompAnswer.value(call.arg(2));
                });
        assertThat(lines).isEmpty();
        assertThat(said).hasToString("errno 1\nerrno 1\n");
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void inNamespacesOfItsOwnToo() throws Exception {
        Spawn spawn = calls.spawn("getppid").unshare(Namespace.USER, Namespace.PID, Namespace.NET);
        assertThat(run(spawn.seccomp(notifying("getppid")), call -> SeccompAnswer.value(42)))
                .containsExactly("42");
    }

    @Test
    void aStartThatFailsAfterTheListenerWasTakenLeavesNothing() {
        Spawn spawn = Spawn.command("/nonexistent").noNewPrivileges().seccomp(notifying("getppid"));
        assertThatThrownBy(spawn::start).isInstanceOf(SpawnException.class).hasMessageContaining("ENOENT");
    }

    @Test
    void eachStepOfTheHandOverFailsCleanly() throws Exception {
        Spawn spawn = calls.spawn("umask 0").noNewPrivileges().seccomp(notifying("getppid"));
        List<String> lines = spawn.explain();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.contains("seccomp(") && !line.contains("futex(") && !line.contains("write(")) continue;
            int step = Integer.parseInt(line.split(" ")[0]);
            assertThatThrownBy(() -> spawn.breakStep(step).start().close())
                    .as(line)
                    .isInstanceOf(SpawnException.class)
                    .hasMessageContaining("ENOSYS");
        }
    }

    @Test
    void whatTheStartItselfCallsCannotNotify() {
        Spawn spawn = calls.spawn("getppid").noNewPrivileges().seccomp(notifying("execve"));
        assertThatIllegalArgumentException().isThrownBy(spawn::start).withMessageContaining("execve");
    }

    @Test
    void aThreadOfThisJvmIsFilteredAndAnotherAnswers() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("thread", SeccompAction.ALLOW)
                .rule(SeccompAction.NOTIFY, "setpriority", Condition.eq(2, 1234567))
                .rule(SeccompAction.errno(Errno.EDOM), "setpriority", Condition.eq(2, 7654321))
                .build();
        CompletableFuture<List<Long>> results = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (SeccompListener l = policy.applyToThisThread(call -> SeccompAnswer.value(call.arg(1) + 1))) {
                results.complete(List.of(setpriority(1234567), setpriority(7654321)));
            } catch (Throwable e) {
                results.completeExceptionally(e);
            }
        });
        thread.start();
        assertThat(results.get(60, TimeUnit.SECONDS)).containsExactly(42L, -33L);
        thread.join();
        assertThat(setpriority(7654321)).as("on this thread").isNotEqualTo(-33);
    }

    /** What it takes to get the listener ready is called by the one that answers. */
    @Test
    @Timeout(60)
    void aThreadMayBeAskedForEveryCallThatAListenerNeeds() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("thread", SeccompAction.ALLOW)
                .rule(SeccompAction.NOTIFY, "eventfd2")
                .rule(SeccompAction.NOTIFY, "openat")
                .rule(SeccompAction.NOTIFY, "newfstatat")
                .rule(SeccompAction.NOTIFY, "stat")
                .build();
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try (SeccompListener l = policy.applyToThisThread(call -> SeccompAnswer.proceed())) {
                result.complete(Files.exists(Path.of("/proc/self/status")));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        assertThat(result.get(30, TimeUnit.SECONDS)).isTrue();
        thread.join();
    }

    private static long setpriority(long value) {
        return io.jlinux.sys.raw.RawSyscall.call(io.jlinux.sys.raw.Syscall.SETPRIORITY, 99, 41, value);
    }
}
