package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.security.Rlimit;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.Mounts;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The presets: what they show, and that every part can be replaced. */
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class SandboxTest {
    @TempDir
    Path files;

    @Test
    void untrustedIsNobodyInNamespacesOfItsOwn() throws Exception {
        String said = Ended.text(
                Sandbox.untrusted(),
                "id -u; id -g; hostname; pwd; echo $HOME; cd /proc/self/ns; readlink user pid mnt net ipc uts cgroup");
        List<String> lines = said.lines().toList();
        assertThat(lines.subList(0, 5)).containsExactly("1000", "1000", "sandbox", "/tmp", "/tmp");
        for (String ns : lines.subList(5, 12)) {
            String kind = ns.replaceAll(":.*", "");
            assertThat(ns)
                    .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns", kind))
                            .toString());
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void asRootItIsNobodyOnTheHost() throws Exception {
        try (SandboxProcess p = Sandbox.untrusted().start("/bin/sleep", "60")) {
            Path process = Path.of("/proc", Long.toString(p.process().pid()));
            assertThat(Files.readAllLines(process.resolve("status")))
                    .contains("Uid:\t2000001000\t2000001000\t2000001000\t2000001000");
        }
    }

    @Test
    void theRootIsReadOnlyAndTmpIsNot() throws Exception {
        assertThat(Ended.text(
                        Sandbox.untrusted(),
                        "touch /tmp/a /dev/shm/b; touch /x /usr/x /dev/x 2>&1 | grep -c 'Read-only'; ls /"))
                .isEqualTo("3\nbin\ndev\netc\nlib\nlib64\nproc\nsbin\ntmp\nusr".replace("lib\nlib64", libraries()));
    }

    /** /dev of the host has mounts below it everywhere. */
    @Test
    void mountsBelowABindAreAsReadOnlyAsItIs() throws Exception {
        assertThat(mountsAt(Sandbox.untrusted().bind(Path.of("/dev"), "/there"), "/there"))
                .hasSizeGreaterThan(1)
                .allMatch(options -> options.matches("ro,nosuid,nodev.*"));
        assertThat(mountsAt(Sandbox.untrusted().bindWritable(Path.of("/dev"), "/there"), "/there"))
                .hasSizeGreaterThan(1)
                .allMatch(options -> options.matches("r[ow],nosuid,nodev.*"))
                .anyMatch(options -> options.startsWith("rw,"));
    }

    @Test
    @InNamespace(Kind.MOUNT)
    @Requires(Requirement.ROOT)
    void mountsBelowTheRootAreReadOnlyAndThoseThatWereAskedForAreNot() throws Exception {
        Path root = Files.createDirectory(files.resolve("root"));
        for (String part : List.of("bin", "lib", "lib64", "usr")) {
            Path on = Path.of("/", part);
            if (Files.isSymbolicLink(on)) Files.copy(on, root.resolve(part), LinkOption.NOFOLLOW_LINKS);
            else if (Files.exists(on))
                Mounts.attach(Mount.bind(on, root.resolve(part).toString())
                        .recursiveAttributes(MountAttributes.NONE.readOnly()));
        }
        Mounts.attach(Mount.tmpfs(root.resolve("data").toString(), "mode=1777"));
        Mounts.attach(Mount.tmpfs(root.resolve("data/below").toString(), "mode=1777"));
        for (Rootfs r : List.of(Rootfs.directory(root), Rootfs.directory(root).chroot())) {
            Sandbox box = Sandbox.untrusted()
                    .withoutLandlock()
                    .identity(Identity.caller())
                    .rootfs(r)
                    .bindWritable(Files.createDirectories(files.resolve("out")), "/out/made");
            assertThat(Ended.text(box, "touch /tmp/a; touch /data/x /data/below/x /x 2>&1 | grep -c 'Read-only'"))
                    .isEqualTo("3");
            assertThat(mountsAt(box, "/data")).hasSize(2).allMatch(options -> options.startsWith("ro,"));
            assertThat(mountsAt(box, "/out")).hasSize(1).allMatch(options -> options.startsWith("rw,"));
        }
        assertThat(Mounts.list().stream().filter(m -> m.isAtOrBelow(root + "/data")))
                .hasSize(2)
                .noneMatch(MountInfo::readOnly);
    }

    @Test
    void besideAnInitTheProgramHasItsStreamsAndNothingElse() throws Exception {
        assertThat(Ended.text(Sandbox.untrusted().init(), "ls /proc/$$/fd")).isEqualTo("0\n1\n2");
    }

    /** A JVM that was killed leaves them, and its pid may be another's. */
    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void aCgroupThatHasTheNameAlreadyIsNoReasonToGoWithout() throws Exception {
        String name;
        try (SandboxProcess p = Sandbox.untrusted().start("/bin/true")) {
            name = p.cgroup().orElseThrow().directories().get(0).getFileName().toString();
        }
        int number = name.lastIndexOf('-') + 1;
        List<Cgroup> taken = new ArrayList<>();
        try {
            for (int i = 1; i <= 4; i++)
                taken.add(Cgroup.create(name.substring(0, number) + (Long.parseLong(name.substring(number)) + i)));
            List<CgroupLimits> unknown = List.of(CgroupLimits.NONE.pidsMax(61));
            try (SandboxProcess p = Sandbox.untrusted().start("/bin/true")) {
                assertThat(p.enforced().pidsMax()).hasValue(64);
            }
            SandboxCgroup found = SandboxCgroup.make(CgroupUse.WHERE_POSSIBLE, CgroupLimits.NONE, unknown);
            try {
                assertThat(found.limits().pidsMax()).hasValue(61);
            } finally {
                found.close();
            }
        } finally {
            for (Cgroup cg : taken) cg.close();
        }
    }

    /** The options of the mounts at {@code target} and below. */
    private static List<String> mountsAt(Sandbox sandbox, String target) throws Exception {
        return MountInfo.parse(Ended.text(sandbox, "while read l; do echo \"$l\"; done < /proc/self/mountinfo"))
                .stream()
                .filter(m -> m.isAtOrBelow(target))
                .map(m -> String.join(",", m.options()))
                .toList();
    }

    private static String libraries() {
        return String.join(
                "\n",
                List.of("lib", "lib32", "lib64", "libx32").stream()
                        .filter(l -> Files.exists(Path.of("/", l)))
                        .toList());
    }

    @Test
    void explainShowsTheWholeAndStartsNothing() throws Exception {
        List<String> lines = Sandbox.untrusted().explain("/bin/true");
        assertThat(lines.get(0)).contains("untrusted", "network NONE");
        assertThat(lines.get(1)).contains("cgroup: WHERE_POSSIBLE", "pids.max=64");
        assertThat(String.join("\n", lines))
                .contains(
                        "CLONE_NEWUSER",
                        "RLIMIT_NPROC",
                        "PR_SET_NO_NEW_PRIVS",
                        "seccomp(",
                        "setsid()",
                        "pivot_root",
                        "execve(\"/bin/true\"");
    }

    @Test
    void everythingCanBeReplacedAndThePresetStaysAsItWas() throws Exception {
        Path secret = Files.writeString(files.resolve("in"), "input");
        Sandbox base = Sandbox.untrusted();
        Sandbox changed = base.hostname("box")
                .env("A", "b")
                .directory("/usr")
                .bind(secret, "/data/in")
                .tmpfs("/scratch", TmpfsOptions.DEFAULTS.size(1 << 20).mode(01777))
                .rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 100))
                .identity(new Identity(7, 8, Identity.CALLER))
                .network(Network.LOOPBACK)
                .customize(s -> s.env("LAST", "word"));
        assertThat(Ended.text(
                        changed,
                        "hostname; echo $A $LAST; pwd; cat /data/in; echo; ulimit -n; id -u; id -g; touch /scratch/x"))
                .isEqualTo("box\nb word\n/usr\ninput\n100\n7\n8");
        assertThat(Ended.text(base, "hostname; echo $A$LAST; ulimit -n; ls -d /data 2>/dev/null || true"))
                .isEqualTo("sandbox\n\n256");
    }

    @Test
    void loopbackIsUpWhereItIsAskedFor() throws Exception {
        String flags =
                "cat /sys/class/net/lo/flags 2>/dev/null || grep -c lo /proc/net/dev; grep -c 127 /proc/net/fib_trie || true";
        assertThat(Ended.text(Sandbox.untrusted().network(Network.LOOPBACK), flags)
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElseThrow())
                .isNotEqualTo("0");
        assertThat(Ended.text(Sandbox.untrusted(), flags)
                        .lines()
                        .skip(1)
                        .findFirst()
                        .orElseThrow())
                .isEqualTo("0");
    }

    @Test
    void aLimitThatWasAskedForIsHeldOrRefused() throws Exception {
        Sandbox limited = Sandbox.untrusted().limits(CgroupLimits.NONE.pidsMax(7));
        try (SandboxProcess p = limited.start("/bin/sleep", "60")) {
            assertThat(p.enforced().pidsMax()).hasValue(7);
            assertThat(p.cgroup().orElseThrow().pids().max()).hasValue(7);
            assertThat(p.cgroup().orElseThrow().processes())
                    .contains(p.process().pid());
        } catch (LinuxException e) {
            assertThat(e.errno()).isIn(Errno.EACCES, Errno.EPERM, Errno.ENOENT, Errno.EROFS);
            assertThat(Requirement.CGROUP_WRITABLE.isMet()
                            && (Requirement.CGROUP1_PIDS.isMet() || Requirement.CGROUP2_PIDS.isMet()))
                    .as(e.toString())
                    .isFalse();
        }
    }

    @Test
    void withoutACgroupItRunsAllTheSame() throws Exception {
        try (SandboxProcess p = Sandbox.untrusted().cgroup(CgroupUse.NEVER).start("/bin/true")) {
            assertThat(p.process().waitFor()).isZero();
            assertThat(p.cgroup()).isEmpty();
            assertThat(p.enforced()).isEqualTo(CgroupLimits.NONE);
        }
    }

    @Test
    void withAnInitAndLimitsOfTimeTheOutcomeIsTold() throws Exception {
        Sandbox timed = Sandbox.untrusted()
                .init()
                .limits(RunLimits.NONE.wallClock(Duration.ofMillis(300)))
                .output(Capture.head(1000).stdio(), Capture.head(1000).stdio());
        try (SandboxProcess p = timed.start("/bin/sh", "-c", "echo $$; sleep 300")) {
            assertThat(p.process().waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
            assertThat(p.process().captured(1).text().strip()).isNotEqualTo("1");
        }
    }

    @Test
    void whatFailsLeavesNothing() {
        assertThatThrownBy(() -> Sandbox.untrusted().start("/no/such/program"))
                .isInstanceOf(io.jlinux.spawn.SpawnException.class)
                .hasMessageContaining("/no/such/program");
        assertThatThrownBy(() -> Sandbox.untrusted()
                        .bind(Path.of("/no/such/input"), "/in")
                        .start("/bin/true"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("/no/such/input");
        assertThatThrownBy(() -> Sandbox.untrusted().bind(Path.of("relative"), "/in"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBuildActionReadsItsInputsAndWritesItsOutputs() throws Exception {
        Path inputs = Files.createDirectory(files.resolve("inputs"));
        Path outputs = Files.createDirectory(files.resolve("outputs"));
        Path other = Files.writeString(files.resolve("undeclared"), "x");
        Files.writeString(inputs.resolve("a.txt"), "source");
        Sandbox action = Sandbox.buildAction(List.of(inputs), List.of(outputs), outputs);
        String said = Ended.text(
                action,
                "tr a-z A-Z <" + inputs + "/a.txt >out.txt; touch " + inputs + "/b 2>/dev/null || echo read-only; ls "
                        + other + " 2>/dev/null || echo unseen; hostname; touch /tmp/t; pwd");
        assertThat(said).isEqualTo("read-only\nunseen\nlocalhost\n" + outputs);
        assertThat(outputs.resolve("out.txt")).hasContent("SOURCE");
        assertThat(Files.getOwner(outputs.resolve("out.txt"))).isEqualTo(Files.getOwner(files));
        assertThat(Files.exists(Path.of("/tmp/t"))).isFalse();
    }

    @Test
    void aBuildActionWithoutOutputsWorksInMemory() throws Exception {
        assertThat(Ended.text(Sandbox.buildAction(List.of(), List.of(), Path.of("/work/dir")), "touch x; pwd; ls"))
                .isEqualTo("/work/dir\nx");
    }

    @Test
    void aServiceWritesItsDirectoryAndUsesTheNetwork() throws Exception {
        Sandbox service = Sandbox.service(files);
        String said = Ended.text(
                service,
                "pwd; echo state >state; touch /usr/x /etc/x 2>&1 | grep -c Read-only; readlink /proc/self/ns/net");
        assertThat(said).isEqualTo(files + "\n2\n" + Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        assertThat(files.resolve("state")).hasContent("state");
        assertThat(Ended.text(service.network(Network.NONE), "readlink /proc/self/ns/net"))
                .isNotEqualTo(said.lines().skip(2).findFirst().orElse(""));
    }

    @Test
    void aCommandThatComesAgainIsStartedAsTheFirstTime() throws Exception {
        Sandbox sandbox = Sandbox.untrusted();
        String script =
                "id -u; echo $$; pwd; ls /tmp | wc -l; touch /tmp/here; grep Seccomp: /proc/self/status; ls /proc/self/fd | wc -l";
        String first = Ended.text(sandbox, script);
        assertThat(first).startsWith("1000\n1\n/tmp\n0\n");
        for (int i = 0; i < 3; i++) assertThat(Ended.text(sandbox, script)).isEqualTo(first);
        assertThat(Ended.text(sandbox, "echo other")).isEqualTo("other");
        assertThat(Ended.text(sandbox, script)).isEqualTo(first);
        Sandbox timed = sandbox.limits(RunLimits.NONE.wallClock(Duration.ofMillis(300)));
        for (int i = 0; i < 3; i++) {
            try (SandboxProcess p = timed.start("/bin/sleep", "300")) {
                assertThat(p.process().waitForOutcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
            }
        }
    }
}
