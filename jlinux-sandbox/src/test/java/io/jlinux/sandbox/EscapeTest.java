package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.spawn.ExitStatus;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that try to see or change the host from {@link Sandbox#untrusted()}: each is contained, says so step by step, and the host is
 * as it was. {@link UnprotectedTest} shows that the same programs do succeed where the protection is missing.
 */
@NoLeaks
@Timeout(300)
@Requires({Requirement.GCC, Requirement.USER_NAMESPACES})
class EscapeTest extends OnHostile {
    /** These do not end by themselves, or are told from the outside; they have tests of their own. */
    private static final Set<String> APART = Set.of(
            "daemon",
            "ignore-term",
            "cpu-hog",
            "output-flood",
            "core-dump",
            "loopback",
            "abstract-socket",
            "shared-terminal",
            "fork-bomb",
            "thread-bomb",
            "memory-bomb",
            "shared-memory-bomb",
            "many-memory-bombs",
            "host-file");

    /** What an attack says beyond "contained". */
    private static final Map<String, List<String>> SAYS = Map.ofEntries(
            Map.entry("proc-sysrq", List.of("/proc/sysrq-trigger: (ENOENT|EROFS|EACCES)")),
            Map.entry("core-pattern", List.of("/proc/sys/kernel/core_pattern: (EROFS|EACCES)")),
            Map.entry("chroot-breakout", List.of("chroot: EPERM")),
            Map.entry(
                    "file-handles", List.of("open_by_handle_at of the host's root: EPERM|name_to_handle_at /usr: .*")),
            Map.entry(
                    "device-nodes",
                    List.of(
                            "mknod sda: E(PERM|ACCES)",
                            "mknod mem: E(PERM|ACCES)",
                            "/dev/mem: ENOENT",
                            "/dev/kmsg: ENOENT")),
            Map.entry("setuid-programs", List.of("chmod 6777: .*", "setuid 0: E(PERM|INVAL)")),
            Map.entry("mounts", List.of("mount tmpfs: EPERM", "mount cgroup for its release_agent: EPERM")),
            Map.entry("unmounts", List.of("/proc/sys: EPERM", "/: EPERM")),
            Map.entry("remounts", List.of("/usr: EPERM", "mount_setattr /usr: E(PERM|NOSYS)")),
            Map.entry("new-mount-calls", List.of("fsopen proc: E(PERM|NOSYS)", "pivot_root: EPERM")),
            Map.entry("unshare-user", List.of("unshare mount: EPERM", "unshare user and mount: EPERM")),
            Map.entry("clone-user", List.of("clone user and mount: EPERM", "clone3 user and mount: ENOSYS")),
            Map.entry("keys", List.of("keyctl session keyring: EPERM", "add_key to the user's keyring: EPERM")),
            Map.entry("bpf", List.of("bpf map: EPERM", "bpf program: EPERM")),
            Map.entry("perf", List.of("perf_event_open of the machine: EPERM")),
            Map.entry("userfaultfd", List.of("userfaultfd: EPERM")),
            Map.entry("io-uring", List.of("io_uring_setup: EPERM")),
            Map.entry("ports", List.of("personality without randomness: EPERM")),
            Map.entry("machine-sockets", List.of("vsock: EPERM")),
            Map.entry("privileges", List.of("Seccomp:\\s+2")),
            Map.entry("host-names", List.of("hostname is sandbox", "sethostname: EPERM")),
            Map.entry("cgroups", List.of("mkdir a cgroup: ENOENT")),
            Map.entry("terminals", List.of("open /dev/tty: ENXIO", "TIOCSTI: (ENOTTY|EPERM|EIO)")),
            Map.entry("signal-host", List.of("signal 0 to the JVM: ESRCH")),
            Map.entry("trace-host", List.of("ptrace attach: E(SRCH|PERM)", "process_vm_readv: E(SRCH|PERM)")),
            Map.entry(
                    "write-root",
                    List.of(
                            "overwrite /usr/bin/env: E(ROFS|ACCES)",
                            "hard link to the host's file: (EXDEV|EPERM|EROFS)")),
            Map.entry(
                    "disk-filler",
                    List.of("6[34] MiB in /tmp, then (ENOSPC|EFBIG)", "6[34] MiB in /dev/shm, then (ENOSPC|EFBIG)")),
            Map.entry("file-flood", List.of("\\d+ files, then ENOSPC")),
            Map.entry("descriptor-bomb", List.of("2\\d\\d descriptors, then EMFILE")),
            Map.entry("inotify-bomb", List.of("\\d+ inotify instances, then EMFILE")),
            Map.entry("raise-limits", List.of("NOFILE: EPERM", "NPROC: EPERM", "oom_score_adj: EACCES")),
            Map.entry("priorities", List.of("SCHED_FIFO: EPERM", "nice -20: E(ACCES|PERM)")),
            Map.entry(
                    "modules",
                    List.of("init_module: E(PERM|NOSYS)", "finit_module: E(PERM|NOSYS)", "kexec_load: E(PERM|NOSYS)")),
            Map.entry("machine", List.of("reboot: E(PERM|NOSYS)", "swapon: EPERM", "acct: E(PERM|NOSYS)")),
            Map.entry("clocks", List.of("clock_settime: EPERM", "settimeofday: EPERM", "adjtimex: EPERM")),
            Map.entry("raw-sockets", List.of("raw IP: EPERM", "packet: EPERM")),
            Map.entry("links", List.of("set lo up: EPERM")),
            Map.entry("internet", List.of("UDP to 192.0.2.1: ENETUNREACH")));

    private static Ended attack(String... command) throws Exception {
        return attack(UnaryOperator.identity(), 60, command);
    }

    private static Ended attack(UnaryOperator<Sandbox> change, int seconds, String... command) throws Exception {
        String[] whole = new String[command.length + 1];
        whole[0] = "/box/hostile";
        System.arraycopy(command, 0, whole, 1, command.length);
        return Ended.in(change.apply(hostile().in(Sandbox.untrusted())), seconds, whole);
    }

    static List<String> attacks() throws IOException {
        if (!hasHostile()) return List.of("none");
        return hostile().attacks().stream().filter(a -> !APART.contains(a)).toList();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void isContainedAndSaysSo(String name) throws Exception {
        HostWatch before = HostWatch.look();
        boolean itself = name.equals("setuid-programs");
        Ended end = itself
                ? attack(name)
                : attack(name, Long.toString(ProcessHandle.current().pid()));
        assertThat(end.out()).as(end.toString()).doesNotContain("ESCAPED").contains("verdict: contained");
        assertThat(end.code()).as(end.toString()).isZero();
        for (String said : SAYS.getOrDefault(name, List.of())) {
            assertThat(end.lines()).as(said).anyMatch(l -> l.matches(said));
        }
        assertThat(HostWatch.look()).isEqualTo(before);
    }

    @Test
    void everyAttackIsTriedAndThereAreManyOfThem() throws Exception {
        Set<String> all = new TreeSet<>(hostile().attacks());
        assertThat(all).hasSizeGreaterThanOrEqualTo(55).containsAll(APART).containsAll(SAYS.keySet());
    }

    @Test
    void aFileOfTheHostIsNotReachedByAnyPath() throws Exception {
        Ended end = attack("host-file", hostile().secret().toString());
        assertThat(end.code()).as(end.toString()).isZero();
        assertThat(end.lines()).contains("the file itself: ENOENT", "by a symbolic link: ENOENT", "verdict: contained");
    }

    @Test
    void aServiceOnTheHostsLoopbackIsNotReached() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended end = attack("loopback", Integer.toString(server.getLocalPort()));
            assertThat(end.lines()).contains("TCP to 127.0.0.1: ENETUNREACH", "verdict: contained");
            Ended own =
                    attack(s -> s.network(Network.LOOPBACK), 60, "loopback", Integer.toString(server.getLocalPort()));
            assertThat(own.out()).as("nobody listens on a loopback of its own").contains("UDP to 127.0.0.1");
            server.setSoTimeout(200);
            assertThat(accepts(server)).isFalse();
        }
    }

    private static boolean accepts(ServerSocket server) throws IOException {
        try {
            server.accept().close();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }

    @Test
    void anAbstractSocketOfTheHostIsNotReached() throws Exception {
        try (AbstractSocket socket =
                AbstractSocket.listen("jlinux-escape-" + ProcessHandle.current().pid())) {
            Ended end = attack("abstract-socket", socket.name());
            assertThat(end.lines()).contains("connect to the abstract socket: ECONNREFUSED", "verdict: contained");
        }
    }

    @Test
    void aDaemonEndsWithItsSandbox() throws Exception {
        String mark = "jlinux-daemon-" + ProcessHandle.current().pid();
        try (SandboxProcess p = hostile().in(Sandbox.untrusted()).start("/box/hostile", "daemon", mark)) {
            Ended end = Ended.of(p.process(), 60);
            assertThat(end.code()).as(end.toString()).isZero();
        }
        for (int i = 0; i < 100 && !HostWatch.processes(mark).isEmpty(); i++) Thread.sleep(20);
        assertThat(HostWatch.processes(mark)).isEmpty();
    }

    @Test
    void ignoringSignalsDoesNotHelp() throws Exception {
        try (SandboxProcess p = hostile().in(Sandbox.untrusted()).start("/box/hostile", "ignore-term")) {
            byte[] said = p.process().getInputStream().readNBytes("ignoring".length());
            assertThat(new String(said, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("ignoring");
            p.process().destroy();
            assertThat(p.process().waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            p.process().destroyForcibly();
            assertThat(p.process().waitForStatus().signal()).hasValue(9);
        }
    }

    @Test
    void whoRunsForEverIsEnded() throws Exception {
        Ended end = attack(UnaryOperator.identity(), 1, "cpu-hog");
        assertThat(end.status()).isEmpty();
        assertThat(end.lines()).containsExactly("busy");
    }

    @Test
    void aFloodOfOutputNeitherFillsTheHeapNorGoesOn() throws Exception {
        Ended end = attack("output-flood");
        assertThat(end.status()).isPresent(); // its pipe was closed
        assertThat(end.out()).hasSize(64 << 10);
    }

    @ParameterizedTest
    @CsvSource({"fork-bomb, children", "thread-bomb, threads"})
    void aBombOfTasksStopsAtItsLimit(String name, String what) throws Exception {
        Ended end = attack(name);
        assertThat(end.out()).as(end.toString()).containsPattern("\\d+ " + what + ", then EAGAIN");
        int tasks = Integer.parseInt(end.out().split(" ", 2)[0]);
        assertThat(tasks).isBetween(10, 64);
    }

    @Test
    void aBombOfMemoryStopsAtItsLimit() throws Exception {
        Ended end = attack("memory-bomb");
        boolean killed = end.status()
                .map(ExitStatus::signal)
                .filter(s -> s.isPresent() && s.getAsInt() == 9)
                .isPresent();
        if (!killed)
            assertThat(end.out()).as(end.toString()).containsPattern("\\d+ MiB of private memory, then ENOMEM");
    }

    @Test
    void memoryThatNoRlimitCountsIsHeldByTheCgroup() throws Exception {
        for (String name : List.of("shared-memory-bomb", "many-memory-bombs")) {
            try (SandboxProcess p = hostile().in(Sandbox.untrusted()).start("/box/hostile", name)) {
                org.junit.jupiter.api.Assumptions.assumeTrue(
                        p.enforced().memoryMax().isPresent(), "no cgroup with a limit of memory here");
                Ended end = Ended.of(p.process(), Boolean.getBoolean("jlinux.vm") ? 20 : 8);
                assertThat(end.out()).as(end.toString()).doesNotContain("ESCAPED");
                assertThat(p.cgroup().orElseThrow().memory().current().orElse(0))
                        .isLessThan(600L << 20);
            }
        }
    }

    @Test
    void nothingIsDumped() throws Exception {
        Ended end = attack("core-dump");
        Optional<ExitStatus> status = end.status();
        assertThat(status).isPresent();
        assertThat(status.orElseThrow().signal()).isPresent();
        assertThat(status.orElseThrow().coreDumped()).isFalse();
    }
}
