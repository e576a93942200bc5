package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.ns.NetworkPoolOptions;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.sched.CpuSet;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.MemoryPolicy;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Landlock;
import io.jlinux.security.Personality;
import io.jlinux.security.Rlimit;
import io.jlinux.security.Securebit;
import io.jlinux.security.SecurityLabel;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan that another start has left is played where the start would be compiled to the same, and nowhere else. */
@NoLeaks
@Timeout(120)
class RecentPlansTest {
    @TempDir
    Path work;

    @FunctionalInterface
    private interface Change {
        void to(SpawnSpec spec) throws Exception;
    }

    private static SpawnSpec root() {
        SpawnSpec spec = new SpawnSpec(List.of("/bin/true"));
        spec.rootfs = Rootfs.host();
        spec.unshare = EnumSet.of(Namespace.MOUNT, Namespace.USER);
        return spec;
    }

    /** One change of each thing that can be asked for and decides the tape. */
    private static Map<String, Change> changes() {
        Map<String, Change> c = new LinkedHashMap<>();
        c.put("program", s -> s.program = "/bin/false");
        c.put("env", s -> s.env = Map.of("A", "b"));
        c.put("directory", s -> s.directory = "/tmp");
        c.put("createDirectory", s -> s.createDirectory = true);
        c.put("stdin", s -> s.stdin = Stdio.devNull());
        c.put("stdout", s -> s.stdout = Stdio.inherit());
        c.put("stderr", s -> s.stderr = Stdio.toStdout());
        c.put("passed", s -> s.passed.add(new SpawnSpec.Passed(DevNull.get(), 7)));
        c.put("unshare", s -> s.unshare.add(Namespace.IPC));
        c.put("join", s -> s.join.add(Namespace.IPC.current()));
        c.put(
                "joinProcess",
                s -> s.joinProcess =
                        ProcessNamespaces.of(PidFd.open(ProcessHandle.current().pid()), Namespace.NET));
        c.put("rootOf", s -> s.rootOf = PidFd.open(ProcessHandle.current().pid()));
        c.put("networkPool", s -> s.networkPool = NetworkNamespacePool.create(NetworkPoolOptions.ofSize(1)));
        c.put("idMap", s -> s.idMap = IdMap.selfToSelf());
        c.put("timeOffsets", s -> {
            s.unshare.add(Namespace.TIME);
            s.timeOffsets = TimeOffsets.monotonic(Duration.ofSeconds(1));
        });
        c.put("limits", s -> s.limits = new RunLimits(Optional.empty(), Optional.of(Duration.ofSeconds(3))));
        c.put("init", s -> s.init = true);
        c.put("rootfs", s -> s.rootfs = Rootfs.directory(Path.of("/tmp")));
        c.put("readOnlyRoot", s -> s.readOnlyRoot = true);
        c.put("noPivot", s -> s.noPivot = true);
        c.put("rootPropagation", s -> s.rootPropagation = Propagation.SLAVE);
        c.put("mounts", s -> s.mounts.add(Mount.tmpfs("/tmp")));
        c.put("devices", s -> s.devices.add(Device.DEFAULTS.iterator().next()));
        c.put("symlinks", s -> s.symlinks.add(new SpawnSpec.Symlink("/tmp/a", "b")));
        c.put("masked", s -> s.masked.add("/proc/kcore"));
        c.put("readOnly", s -> s.readOnly.add("/proc/sys"));
        c.put("hostname", s -> s.hostname = "h");
        c.put("domainname", s -> s.domainname = "d");
        c.put("sysctls", s -> s.sysctls.put("kernel.domainname", "x"));
        c.put("loopbackUp", s -> s.loopbackUp = true);
        c.put("user", s -> s.user = new SpawnSpec.User(1, 1, List.of()));
        c.put("capabilities", s -> s.capabilities = CapabilitySets.of(Capability.KILL));
        c.put("noNewPrivileges", s -> s.noNewPrivileges = true);
        c.put(
                "seccomp",
                s -> s.seccomp =
                        SeccompPolicy.builder("all", SeccompAction.ALLOW).build());
        c.put("tellsViolations", s -> s.tellsViolations = true);
        c.put("securebits", s -> s.securebits = Set.of(Securebit.NOROOT));
        c.put("newKeyring", s -> s.newKeyring = true);
        c.put("keyring", s -> s.keyring = "ring");
        c.put("personality", s -> s.personality = Personality.of(Personality.Domain.LINUX));
        c.put("securityLabel", s -> s.securityLabel = new SecurityLabel(SecurityLabel.Module.APPARMOR, "x"));
        c.put("denyWriteExecute", s -> s.denyWriteExecute = true);
        c.put("ownImage", s -> s.ownImage = true);
        c.put("leavesStatus", s -> s.leavesStatus = true);
        c.put("landlock", s -> s.landlock = Landlock.filesystem());
        c.put("landlockAbi", s -> s.landlockAbi = 1);
        c.put("affinity", s -> s.affinity = CpuSet.of(0));
        c.put("nice", s -> s.nice = 3);
        c.put("scheduler", s -> s.scheduler = Scheduler.batch());
        c.put("ioPriority", s -> s.ioPriority = IoPriority.idle());
        c.put("memoryPolicy", s -> s.memoryPolicy = MemoryPolicy.systemDefault());
        c.put("ownCores", s -> s.ownCores = true);
        c.put("coresOf", s -> s.coresOf = 1);
        c.put("timerSlack", s -> s.timerSlack = Duration.ofNanos(50));
        c.put("umask", s -> s.umask = 7);
        c.put("rlimits", s -> s.rlimits.add(Rlimit.of(Rlimit.Resource.NOFILE, 9)));
        c.put("oomScoreAdj", s -> s.oomScoreAdj = 3);
        c.put("newSession", s -> s.newSession = true);
        c.put("terminal", s -> s.terminal = new Terminal(80, 25));
        c.put("parentDeathSignal", s -> s.parentDeathSignal = Signal.KILL);
        c.put("gate", s -> s.gate = new StartGate(Path.of("/tmp")));
        c.put("onChild", s -> s.onChild = pid -> {});
        c.put("beforeRoot", s -> s.beforeRoot = pid -> {});
        c.put("broken", s -> s.broken = 1);
        c.put("features", s -> s.features = MountFallbackTest.linux54());
        return c;
    }

    @Test
    @Requires(Requirement.ROOT)
    void whateverElseIsAskedForIsAnotherStart() throws Exception {
        // put in by each start, without a part in the tape, or only beside something else in this list
        Set<String> exempt = Set.of("argv", "placement", "meanwhile", "naming", "terminalReceiver");
        Map<String, Change> changes = changes();
        Set<String> fields = new HashSet<>();
        for (Field f : SpawnSpec.class.getDeclaredFields()) {
            if (!Modifier.isStatic(f.getModifiers()) && !f.isSynthetic()) fields.add(f.getName());
        }
        fields.removeAll(exempt);
        assertThat(changes.keySet()).as("a change for each field").isEqualTo(fields);
        SpawnKey plain = new SpawnKey(root());
        assertThat(new SpawnKey(root())).isEqualTo(plain).hasSameHashCodeAs(plain);
        for (Map.Entry<String, Change> change : changes.entrySet()) {
            SpawnSpec changed = root();
            change.getValue().to(changed);
            try {
                boolean isOther = !RecentPlans.mayKeep(changed) || !new SpawnKey(changed).equals(plain);
                assertThat(isOther).as(change.getKey()).isTrue();
            } finally {
                for (var handle : changed.join) handle.close();
                if (changed.joinProcess != null) changed.joinProcess.process().close();
                if (changed.rootOf != null) changed.rootOf.close();
                if (changed.networkPool != null) changed.networkPool.close();
            }
        }
    }

    @Test
    void laterChangesOfTheSpecDoNotReachTheKey() throws Exception {
        Map<String, Change> changes = changes();
        Set<String> collections =
                Set.of("unshare", "mounts", "devices", "symlinks", "masked", "readOnly", "sysctls", "rlimits");
        changes.keySet().retainAll(collections);
        changes.put("a sysctl's value", s -> s.sysctls.put("kernel.msgmax", "2"));
        changes.put("a variable's value", s -> s.env.put("WHO", "second"));
        for (Map.Entry<String, Change> change : changes.entrySet()) {
            SpawnSpec spec = withValues();
            SpawnKey before = new SpawnKey(spec);
            change.getValue().to(spec);
            assertThat(before).as(change.getKey()).isEqualTo(new SpawnKey(withValues()));
            assertThat(before).as(change.getKey()).isNotEqualTo(new SpawnKey(spec));
        }
    }

    private static SpawnSpec withValues() {
        SpawnSpec spec = root();
        spec.env = new LinkedHashMap<>(Map.of("WHO", "first"));
        spec.sysctls.put("kernel.msgmax", "1");
        return spec;
    }

    @Test
    void whatIsStartedOnceIsNotKept() {
        RecentPlans plans = new RecentPlans();
        assertThat(plans.of(root())).isNull();
        PlanCache second = plans.of(root());
        assertThat(second).isNotNull().isSameAs(plans.of(root()));
        for (int i = 0; i < RecentPlans.KEPT; i++) {
            SpawnSpec other = root();
            other.umask = i;
            assertThat(plans.of(other)).isNull();
        }
        assertThat(plans.of(root())).as("the last ones are kept").isNull();
        assertThat(plans.of(new SpawnSpec(List.of("/bin/true")))).isNull();
        assertThat(plans.of(new SpawnSpec(List.of("/bin/true")))).as("no root").isNull();
    }

    private Spawn box(String umask, String... command) {
        return Spawn.command(command)
                .unshare(Namespace.USER, Namespace.MOUNT)
                .idMap(IdMap.rootToSelf())
                .rootfs(Rootfs.host())
                .mount(Mount.bind(work, "/mnt"))
                .umask(Integer.parseInt(umask, 8));
    }

    private static String output(Spawn spawn) throws IOException, InterruptedException {
        try (LinuxProcess p = spawn.start()) {
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(p.waitFor()).as(err).isZero();
            return out.strip();
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void eachStartIsWhatItAsksFor() throws Exception {
        for (String umask : List.of("0027", "0077", "0027", "0077", "0027")) {
            for (String word : List.of("one", "two")) {
                String out = output(box(umask, "/bin/sh", "-c", "umask; echo " + word));
                assertThat(out).isEqualTo(umask + "\n" + word);
            }
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Files.writeString(work.resolve("count"), Integer.toString(i));
            all.add(output(box("0022", "/bin/cat", "/mnt/count")));
        }
        assertThat(all).isEqualTo(Arrays.asList("0", "1", "2", "3"));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void whatHasChangedOnTheHostIsSeen() throws Exception {
        Path source = work.resolve("source");
        for (boolean directory : new boolean[] {true, true, true, false, false, false, true}) {
            Files.deleteIfExists(source);
            if (directory) Files.createDirectory(source);
            else Files.createFile(source);
            String what = output(box("0022", "/bin/sh", "-c", "test -d /tmp/it && echo directory || echo file")
                    .mount(Mount.tmpfs("/tmp"), Mount.bind(source, "/tmp/it")));
            assertThat(what).isEqualTo(directory ? "directory" : "file");
        }
    }
}
