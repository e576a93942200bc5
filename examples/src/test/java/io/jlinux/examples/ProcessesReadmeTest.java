package io.jlinux.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.systemd.ScopeSpec;
import io.jlinux.cgroup.systemd.SystemdException;
import io.jlinux.cgroup.systemd.SystemdException.Reason;
import io.jlinux.cgroup.systemd.SystemdScope;
import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sandbox.Sandbox;
import io.jlinux.sandbox.SandboxPool;
import io.jlinux.sandbox.SandboxProcess;
import io.jlinux.sched.CpuSet;
import io.jlinux.security.Landlock;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of the README's sections on processes, sandboxes and their limits: it is here, and compiles. */
@SuppressWarnings({"try", "SystemOut"})
class ProcessesReadmeTest {
    private static final int AF_UNIX = 1;

    static void first() throws Exception {
        var limits = CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(64);
        try (Cgroup cg = Cgroup.create("job-42", limits)) {
            LinuxProcess p = Spawn.command("/bin/sh", "-c", "id; hostname")
                    .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS)
                    .idMap(IdMap.rootToSelf())
                    .hostname("box")
                    .mount(Mount.proc())
                    .with(cg.placement())
                    .noNewPrivileges()
                    .start();
            System.out.write(p.getInputStream().readAllBytes());
        }
    }

    static void root(String code) throws Exception {
        Spawn.command("python3", "-c", code)
                .unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.NET)
                .rootfs(Rootfs.host())
                .mount(Mount.proc(), Mount.tmpfs("/tmp", TmpfsOptions.DEFAULTS.size(64L << 20)))
                .device(Device.DEFAULTS.toArray(new Device[0]))
                .start();
    }

    static void sandboxes(Path submission, Path sources, Path out) throws Exception {
        Sandbox judge = Sandbox.untrusted()
                .bind(submission, "/box")
                .limits(CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(16));
        try (SandboxProcess p = judge.start("/box/a.out")) {
            int code = p.process().waitFor();
            System.out.println(code);
        }

        Sandbox.buildAction(List.of(sources), List.of(out), out).start("make");
        Sandbox.service(Path.of("/srv/app"));

        try (SandboxPool pool = SandboxPool.create(judge, 16)) {
            pool.start("/box/a.out");
        }
    }

    static void limits(Cgroup cgroup) throws Exception {
        try (LinuxProcess p = Spawn.command("./submission")
                .unshare(Namespace.USER, Namespace.PID, Namespace.NET)
                .init()
                .with(cgroup.placement())
                .limits(RunLimits.NONE.wallClock(Duration.ofSeconds(5)).cpuTime(Duration.ofSeconds(2)))
                .stdout(Capture.headAndTail(64 << 10, 64 << 10)
                        .killAfter(16 << 20)
                        .stdio())
                .landlock(Landlock.everything()
                        .readAndExecute("/usr", "/lib", "/lib64")
                        .readAndWrite("/tmp"))
                .noNewPrivileges()
                .nice(10)
                .affinity(CpuSet.parse("0-1"))
                .start()) {
            Outcome outcome = p.waitForOutcome();
            System.out.println(outcome + "\n" + p.captured(1).text());
        }
    }

    static void systemd(LinuxProcess process) throws Exception {
        var spec = ScopeSpec.of("job-42.scope")
                .limits(CgroupLimits.NONE.memoryMax(256L << 20).pidsMax(64))
                .delegated();
        try (SystemdScope scope = SystemdScope.create(spec, process.pid());
                Cgroup main = scope.cgroup().tree().evacuate("main");
                Cgroup step = scope.cgroup().createChild("step-1", CgroupLimits.NONE.pidsMax(8))) {
            scope.setLimits(CgroupLimits.NONE.memoryMax(512L << 20));
            System.out.println(main + " " + step);
        } catch (SystemdException e) {
            if (e.reason() != Reason.UNIT_EXISTS) throw e;
        }
    }

    static void seccomp() throws Exception {
        SeccompPolicy policy = SeccompPolicy.builder("no-network", SeccompAction.ALLOW)
                .rule(SeccompAction.errno(Errno.EACCES), "socket", Condition.ne(0, AF_UNIX))
                .deny(Errno.EPERM, "ptrace", "mount")
                .build();
        Spawn.command("make").noNewPrivileges().seccomp(policy).start();
        Spawn.command("make")
                .noNewPrivileges()
                .seccomp(DockerProfile.policy(Set.of()))
                .start();

        policy.decide(SeccompArch.X86_64, "socket", 2);
        policy.filter().disassemble();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# JLinux",
                "## Give a process a root",
                "## Sandbox",
                "## Limit it, and know what ended it",
                "## Where systemd manages the cgroups",
                "## Seccomp"
            })
    void theReadmeShowsThisCode(String heading) throws Exception {
        assertThat(ReadmeCode.missing(heading, ProcessesReadmeTest.class)).isEmpty();
    }
}
