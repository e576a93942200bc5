package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Overlay;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sched.CpuSet;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Landlock;
import io.jlinux.security.Personality;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Securebit;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each entry of a tape is made to fail once, by a call number that no kernel has: the exception names the entry, and
 * the machine looks as before. Entries that a good run passes over do not matter; then the program runs.
 */
@NoLeaks
@Requires(Requirement.BUSYBOX_STATIC)
class FaultInjectionTest {
    private static BusyboxRoot root;

    @TempDir
    Path work;

    @BeforeAll
    static void makeRoot() throws Exception {
        root = BusyboxRoot.create();
        Files.writeString(root.path().resolve("secret"), "a secret");
        Files.createDirectory(root.path().resolve("private"));
    }

    @AfterAll
    static void deleteRoot() {
        root.close();
    }

    @Test
    @Requires(Requirement.ROOT)
    void aFullContainerAsRoot() throws Exception {
        try (TestCgroup cgroup = TestCgroup.create("pids")) {
            breakEachStep(
                    fullContainer(Namespace.NET)
                            .loopbackUp()
                            .sysctl("net.ipv4.ip_forward", "1")
                            .with(cgroup.placement()),
                    cgroup);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aContainerWithATerminal() throws Exception {
        breakEachStep(smallContainer().terminal(new Terminal(80, 25)), null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anotherUserInAnImage() throws Exception {
        breakEachStep(
                smallContainer().user(1000, 1000, 1000, 27).capabilities(CapabilitySets.of(Capability.KILL)), null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void rangesOfIdsInAnImage() throws Exception {
        breakEachStep(
                Spawn.command("/bin/true")
                        .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.IPC)
                        .idMap(IdMap.range(0, 100000, 65536))
                        .rootfs(root.path())
                        .mount(Mount.proc(), Mount.tmpfs("/dev"))
                        .user(1000, 1000)
                        .device(Device.DEFAULTS.get(0))
                        .noNewPrivileges(),
                null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void joinedNamespacesWithAFork() throws Exception {
        try (LinuxProcess box = Spawn.command("/bin/sleep", "60")
                        .unshare(Namespace.PID, Namespace.UTS, Namespace.IPC)
                        .start();
                NamespaceHandle pid = box.namespace(Namespace.PID);
                NamespaceHandle uts = box.namespace(Namespace.UTS)) {
            breakEachStep(
                    Spawn.command("/bin/true")
                            .join(pid, uts)
                            .unshare(Namespace.IPC)
                            .hostname("joined")
                            .parentDeathSignal(Signal.KILL),
                    null);
        }
    }

    /** Of a plan that is kept, with the namespaces of each start put into it. */
    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void otherJoinedNamespacesInAPreparedStart() throws Exception {
        PreparedSpawn prepared;
        try (UserNamespaces first = warm()) {
            prepared = joining(first).prepare();
        }
        for (int i = 0; i < 2; i++) assertThat(inWarm(prepared).code()).isZero();
        FaultSweep sweep;
        // with the numbers that each start's namespaces have, since what is closed between them are steps, too
        try (UserNamespaces like = warm()) {
            sweep = FaultSweep.of(joining(like));
        }
        sweep.run(
                Steps.STRIDE,
                step -> {
                    assertThat(prepared.isKept()).isTrue();
                    return inWarm(prepared.breakStep(step));
                },
                line -> {});
    }

    private static Spawn joining(UserNamespaces warm) {
        return Spawn.command("/bin/true")
                .join(warm.handles())
                .unshare(Namespace.MOUNT, Namespace.PID)
                .rootfs(root.path())
                .mount(Mount.proc(), Mount.tmpfs("/dev", "mode=755"))
                .parentDeathSignal(Signal.KILL);
    }

    private static UserNamespaces warm() throws Exception {
        return UserNamespaces.create(IdMap.rootToSelf(), Namespace.UTS, Namespace.IPC);
    }

    private static Run inWarm(PreparedSpawn prepared) throws Exception {
        try (UserNamespaces fresh = warm()) {
            return Run.of(prepared.start(null, List.of(fresh.handles())));
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void namespacesOfAProcessAndAClockThatIsMoved() throws Exception {
        try (LinuxProcess box = Spawn.command("/bin/sleep", "60")
                        .unshare(Namespace.USER, Namespace.UTS, Namespace.PID)
                        .start();
                PidFd fd = box.openPidFd()) {
            breakEachStep(
                    Spawn.command("/bin/true")
                            .join(ProcessNamespaces.of(fd, Namespace.USER, Namespace.UTS, Namespace.PID))
                            .unshare(Namespace.TIME)
                            .timeOffsets(TimeOffsets.both(Duration.ofHours(1))),
                    null);
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void rootlessWithOneIdOfOnesOwn() throws Exception {
        breakEachStep(rootless(IdMap.rootToSelf()), null);
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.USER_NAMESPACES, Requirement.NEWUIDMAP})
    void rootlessWithRangesOfIds() throws Exception {
        breakEachStep(rootless(IdMap.rootless()).user(1, 1), null);
    }

    @Test
    void aPlainProgramWithPassedDescriptors() throws Exception {
        try (Fd one = Fd.open(Path.of("/dev/null"), Fcntl.O_RDONLY);
                Fd two = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY)) {
            breakEachStep(
                    Spawn.command("true")
                            .env("PATH", "/nowhere:/bin:/usr/bin")
                            .pass(one, 5)
                            .pass(two, 7)
                            .directory("/")
                            .umask(027)
                            .rlimit(Rlimit.of(Rlimit.Resource.CORE, 0))
                            .stderr(Stdio.toStdout())
                            .newSession()
                            .parentDeathSignal(Signal.TERM),
                    null);
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void anInitBesideTheProgram() throws Exception {
        breakEachStep(
                inUser(Spawn.command("/bin/true"))
                        .unshare(Namespace.PID)
                        .newSession()
                        .init(),
                null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anInitInAnImageWithATerminal() throws Exception {
        breakEachStep(
                smallContainer().user(1000, 1000).terminal(new Terminal(80, 25)).init(), null);
    }

    @Test
    @Requires(Requirement.LANDLOCK)
    void rulesOfLandlock() throws Exception {
        breakEachStep(
                Spawn.command("/bin/true")
                        .noNewPrivileges()
                        .landlock(Landlock.everything()
                                .readAndExecute("/usr", "/bin", "/lib", "/lib64", "/nowhere")
                                .readOnly("/etc/passwd")
                                .connect(443)),
                null);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void attributesOfTheProgram() throws Exception {
        Spawn spawn = inUser(Spawn.command("/bin/true"))
                .affinity(CpuSet.all())
                .nice(19)
                .scheduler(Scheduler.batch())
                .ioPriority(IoPriority.idle())
                .timerSlack(Duration.ofMillis(1))
                .personality(Personality.of(Personality.Domain.LINUX))
                .capabilities(CapabilitySets.everywhere(Capability.KILL))
                .securebits(Securebit.NOROOT);
        breakEachStep(spawn, null);
    }

    private static Spawn inUser(Spawn spawn) {
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aRootOfTheHostsParts() throws Exception {
        breakEachStep(box(Rootfs.host().chroot()).mount(Mount.tmpfs("/tmp")), null);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void anOverlayThatIsThrownAway() throws Exception {
        Path odd = Files.createDirectories(work.resolve("odd,layer:1"));
        breakEachStep(box(Rootfs.overlay(root.path())).readOnlyRoot(), null);
        breakEachStep(box(Rootfs.overlay(odd, root.path())), null);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void anOverlayAmongTheMounts() throws Exception {
        Overlay layers =
                Overlay.of(Files.createDirectory(work.resolve("one")), Files.createDirectory(work.resolve("two")));
        breakEachStep(
                box(Rootfs.directory(root.path()))
                        .mount(Mount.overlay("/layers", layers).propagation(Propagation.PRIVATE)),
                null);
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void theWaysOfLinux54() throws Exception {
        breakEachStep(
                box(Rootfs.directory(root.path()))
                        .mount(
                                Mount.tmpfs("/old/dev", "mode=755").propagation(Propagation.PRIVATE),
                                Mount.bind(root.bin("busybox"), "/old/dev/file")
                                        .readOnly()
                                        .noSuid())
                        .mask("/secret", "/private", "/nothing")
                        .readOnly("/bin", "/old/dev")
                        .readOnlyRoot()
                        .features(MountFallbackTest.linux54()),
                null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anIdMappedBind() throws Exception {
        if (!IdMappable.check(root.path())) return;
        breakEachStep(
                box(Rootfs.directory(root.path()))
                        .mount(
                                Mount.tmpfs("/old"),
                                Mount.bind(root.bin("sh").getParent(), "/old/mapped")
                                        .nonRecursive()
                                        .idMap(IdMap.range(0, 100000, 65536))),
                null);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aFullContainerThatWaitsToBeStarted() throws Exception {
        StartGate gate = StartGate.create(Files.createDirectory(work.resolve("gate")));
        Spawn spawn = fullContainer(Namespace.NET)
                .user(1, 1)
                .waitAt(gate)
                .onChild(pid -> {})
                .beforeRoot(pid -> {});
        List<String> lines = spawn.explain();
        Set<Integer> passedOver = FaultSweep.passedOver(lines);
        Footprint before = Footprint.now();
        // from there on the process has no parent any more; see StartGateTest
        int alone = 1;
        while (!(lines.get(alone).contains("<alive (write)>")
                && lines.get(alone).contains("close("))) alone++;
        for (int i = 0; i < alone - 1; i += Steps.STRIDE) {
            String line = lines.get(i + 1);
            try (LinuxProcess p = spawn.breakStep(i).start()) {
                assertThat(passedOver)
                        .as("a broken step that does not matter: " + line)
                        .contains(i);
                assertThat(p.isAlive()).isTrue();
            } catch (SpawnException e) {
                assertThat(e.step()).as("%s: %s", line, e.getMessage()).isEqualTo(i);
                assertThat(e.errno()).as(line).isEqualTo(Errno.ENOSYS);
            }
            before.assertUnchanged(line);
            assertThat(gate.isWaiting()).as(line).isFalse();
        }
    }

    private static Spawn box(Rootfs rootfs) {
        Spawn spawn = Spawn.command("/bin/true").unshare(Namespace.MOUNT).rootfs(rootfs);
        return Requirement.ROOT.isMet() ? spawn : spawn.unshare(Namespace.USER);
    }

    private static Spawn fullContainer(Namespace... more) throws Exception {
        Path hosts = root.path().resolve("hosts");
        if (!Files.exists(hosts)) Files.writeString(hosts, "127.0.0.1 localhost\n");
        Spawn spawn = Spawn.command("/bin/true")
                .unshare(Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.CGROUP)
                .unshare(more)
                .rootfs(root.path())
                .mount(
                        Mount.proc(),
                        Mount.tmpfs("/dev", "mode=755", "size=65536k").propagation(Propagation.PRIVATE),
                        Mount.devpts(),
                        Mount.tmpfs("/dev/shm", "mode=1777", "size=65536k").noExec(),
                        Mount.mqueue(),
                        Mount.sysfs(),
                        Mount.bind(hosts, "/etc/hosts").readOnly().noSuid(),
                        Mount.bind(root.path().resolve("bin"), "/srv/new/bin"))
                .symlink("/dev/fd", "/proc/self/fd")
                .symlink("/dev/stdin", "/proc/self/fd/0")
                .mask("/proc/kcore", "/proc/timer_list", "/proc/nothing", "/sys/firmware")
                .readOnly("/proc/sys", "/proc/nothing", "/proc/irq")
                .readOnlyRoot()
                .rootPropagation(Propagation.RPRIVATE)
                .hostname("box")
                .domainname("example")
                .capabilities(CapabilitySets.of(Capability.KILL, Capability.NET_BIND_SERVICE, Capability.AUDIT_WRITE))
                .noNewPrivileges()
                .rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 512))
                .oomScoreAdj(100)
                .directory("/srv")
                .umask(022)
                .newSession();
        return spawn.device(Device.DEFAULTS.toArray(new Device[0]))
                .device(new Device("/dev/own", 'c', 1, 3, 0600, 1, 1), new Device("/dev/fifo", 'p', 0, 0, 0600, 0, 0));
    }

    private static Spawn smallContainer() {
        return Spawn.command("/bin/true")
                .unshare(Namespace.PID, Namespace.MOUNT)
                .rootfs(root.path())
                .mount(Mount.proc(), Mount.tmpfs("/dev", "mode=755"), Mount.devpts())
                .device(Device.DEFAULTS.get(0))
                .directory("/bin")
                .noNewPrivileges();
    }

    private static Spawn rootless(IdMap map) {
        return Spawn.command("/bin/true")
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC)
                .idMap(map)
                .rootfs(root.path())
                .mount(Mount.tmpfs("/dev", "mode=755"), Mount.mqueue())
                .device(Device.DEFAULTS.toArray(new Device[0]))
                .mask("/secret", "/private")
                .readOnly("/bin")
                .hostname("rootless")
                .capabilities(CapabilitySets.none())
                .noNewPrivileges();
    }

    private static void breakEachStep(Spawn spawn, @Nullable TestCgroup cgroup) throws Exception {
        FaultSweep sweep = FaultSweep.of(spawn);
        sweep.run(Steps.STRIDE, step -> Run.of(spawn.breakStep(step)), line -> {
            if (cgroup != null) assertThat(cgroup.processes()).as(line).isEmpty();
        });
        PreparedSpawn prepared = spawn.breakStep(-1).prepare();
        for (int i = 0; i < 2; i++)
            assertThat(Run.of(prepared.start()).code()).as("prepared").isZero();
        if (prepared.isKept())
            sweep.run(Steps.STRIDE, step -> Run.of(prepared.breakStep(step).start()), line -> {});
    }
}
