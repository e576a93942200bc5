package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciIntelRdt;
import io.jlinux.oci.spec.OciIoPriority;
import io.jlinux.oci.spec.OciMemoryPolicy;
import io.jlinux.oci.spec.OciPersonality;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.SecurityLabel;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a container's process is scheduled, labelled and run, as it sees it itself. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ProcessAttributesTest extends OnBusybox {
    private static OciScheduler scheduler(OciScheduler.Policy policy, OptionalInt nice, OptionalInt priority) {
        OptionalLong none = OptionalLong.empty();
        return new OciScheduler(policy, nice, priority, List.of(), none, none, none);
    }

    /** The fields of stat(5) from the priority on: 18 priority, 19 nice, 40 rt_priority, 41 policy. */
    private String scheduled(OciScheduler scheduler) throws Exception {
        OciConfig config =
                BusyboxBundle.script("cut -d' ' -f19,40,41 /proc/self/stat").editProcess(p -> p.scheduler(scheduler));
        BusyboxBundle.Result result = bundle.run(config);
        assertThat(result.err()).isEmpty();
        return result.out().strip();
    }

    @Test
    void batchWithANiceValue() throws Exception {
        assertThat(scheduled(scheduler(OciScheduler.Policy.BATCH, OptionalInt.of(7), OptionalInt.empty())))
                .isEqualTo("7 0 3");
    }

    @Test
    void idle() throws Exception {
        assertThat(scheduled(scheduler(OciScheduler.Policy.IDLE, OptionalInt.empty(), OptionalInt.empty())))
                .endsWith(" 0 5");
    }

    @Test
    void fifo() throws Exception {
        OciScheduler fifo = scheduler(OciScheduler.Policy.FIFO, OptionalInt.empty(), OptionalInt.of(3));
        try {
            assertThat(scheduled(fifo)).endsWith(" 3 1");
        } catch (LinuxException e) {
            // a v1 cpu cgroup that has no real-time budget, or a host without the right: named, not ignored
            assertThat(e).hasMessageStartingWith("set scheduler SCHED_FIFO priority 3: EPERM");
        }
    }

    @Test
    void otherWithANiceValue() throws Exception {
        assertThat(scheduled(scheduler(OciScheduler.Policy.OTHER, OptionalInt.of(5), OptionalInt.empty())))
                .isEqualTo("5 0 0");
    }

    @Test
    void roundRobin() throws Exception {
        OciScheduler turns = scheduler(OciScheduler.Policy.RR, OptionalInt.empty(), OptionalInt.of(4));
        try {
            assertThat(scheduled(turns)).endsWith(" 4 2");
        } catch (LinuxException e) {
            assertThat(e).hasMessageStartingWith("set scheduler SCHED_RR priority 4: EPERM");
        }
    }

    /** Of a process that does not fork, which only one with the flag could. */
    @Test
    void deadline() throws Exception {
        OciScheduler deadline = new OciScheduler(
                OciScheduler.Policy.DEADLINE,
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of(OciScheduler.Flag.RESET_ON_FORK),
                OptionalLong.of(1_000_000),
                OptionalLong.of(50_000_000),
                OptionalLong.of(100_000_000));
        OciConfig config = BusyboxBundle.script("exec sleep 1000").editProcess(p -> p.scheduler(deadline));
        try (OciContainer container = bundle.start(config)) {
            byte[] now = attributes(container.process().pid());
            byte[] asked = Scheduler.deadline(Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofMillis(100))
                    .with(Scheduler.Flag.RESET_ON_FORK)
                    .attributes(0);
            // policy, flags, nice, priority and the three times
            assertThat(Arrays.copyOfRange(now, 4, 48)).isEqualTo(Arrays.copyOfRange(asked, 4, 48));
        } catch (LinuxException e) {
            // not enough of the processors is left, or a cgroup with some of them only
            assertThat(e).hasMessageMatching("(?s)set scheduler SCHED_DEADLINE runtime 1000000 ns.*: E(PERM|BUSY).*");
        }
    }

    @Test
    void itsFlags() throws Exception {
        OptionalLong none = OptionalLong.empty();
        OciScheduler flagged = new OciScheduler(
                OciScheduler.Policy.BATCH,
                OptionalInt.of(3),
                OptionalInt.empty(),
                List.of(OciScheduler.Flag.RESET_ON_FORK),
                none,
                none,
                none);
        OciConfig config = BusyboxBundle.script("exec sleep 1000").editProcess(p -> p.scheduler(flagged));
        try (OciContainer container = bundle.start(config)) {
            byte[] now = attributes(container.process().pid());
            byte[] asked =
                    Scheduler.batch().nice(3).with(Scheduler.Flag.RESET_ON_FORK).attributes(0);
            assertThat(Arrays.copyOfRange(now, 4, 24)).isEqualTo(Arrays.copyOfRange(asked, 4, 24));
        }
    }

    /** sched_getattr(2). */
    private static byte[] attributes(long pid) {
        try (Scratch s = Scratch.borrow()) {
            long r = RawSyscall.call(Syscall.SCHED_GETATTR, pid, s.address(), 48, 0);
            assertThat(r).isZero();
            return s.buffer().get(0, 48);
        }
    }

    @Test
    void ioPriority() throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000")
                .editProcess(p -> p.ioPriority(new OciIoPriority(OciIoPriority.SchedulingClass.BE, 6)));
        try (OciContainer container = bundle.start(config)) {
            long value =
                    RawSyscall.call(Syscall.IOPRIO_GET, 1, container.process().pid());
            assertThat(value).isEqualTo(2 << 13 | 6);
        }
    }

    @Test
    void aPersonalityShowsIn32Bits() throws Exception {
        OciConfig config = BusyboxBundle.script("cat /proc/self/personality")
                .editLinux(l -> l.personality(new OciPersonality(OciPersonality.Domain.LINUX32)));

        assertThat(bundle.run(config).out()).isEqualTo("00000008\n");
    }

    @Test
    void aMemoryPolicyIsThatOfTheProcess() throws Exception {
        OciConfig config = BusyboxBundle.script("head -n 1 /proc/self/numa_maps")
                .editLinux(l ->
                        l.memoryPolicy(new OciMemoryPolicy(OciMemoryPolicy.Mode.BIND, Optional.of("0"), List.of())));
        boolean numa = Files.exists(Path.of("/proc/self/numa_maps"));
        try {
            BusyboxBundle.Result result = bundle.run(config);
            if (numa) assertThat(result.out()).contains(" bind:0 ");
        } catch (LinuxException e) {
            assertThat(e).hasMessageStartingWith("set memory policy MPOL_BIND 0: ENOSYS");
            assertThat(numa).isFalse();
        }
    }

    @Test
    void aNodeThatIsNotThereIsAnError() {
        OciConfig config = BusyboxBundle.script("true")
                .editLinux(l ->
                        l.memoryPolicy(new OciMemoryPolicy(OciMemoryPolicy.Mode.BIND, Optional.of("1000"), List.of())));

        assertThatThrownBy(() -> bundle.run(config)).hasMessageStartingWith("set memory policy MPOL_BIND 1000: E");
    }

    @Test
    void anAppArmorProfileIsSetOrTheErrorSaysThatThereIsNone() throws Exception {
        OciConfig config =
                BusyboxBundle.script("cat /proc/self/attr/current").editProcess(p -> p.apparmorProfile("unconfined"));
        if (SecurityLabel.isEnabled(SecurityLabel.Module.APPARMOR)) {
            assertThat(bundle.run(config).out().strip()).startsWith("unconfined");
            OciConfig unloaded = config.editProcess(p -> p.apparmorProfile("jlinux-not-loaded"));
            assertThatThrownBy(() -> bundle.run(unloaded))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageStartingWith("set AppArmor profile jlinux-not-loaded: ENOENT")
                    .hasMessageContainingAll("/process/apparmorProfile", "apparmor_parser -r");
        } else {
            assertThatThrownBy(() -> bundle.run(config))
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageStartingWith("/process/apparmorProfile: cannot be done here");
        }
    }

    @Test
    void aSelinuxLabelNeedsSelinux() throws Exception {
        OciConfig config =
                BusyboxBundle.script("true").editProcess(p -> p.selinuxLabel("system_u:system_r:container_t:s0"));
        if (SecurityLabel.isEnabled(SecurityLabel.Module.SELINUX)) return;
        assertThatThrownBy(() -> bundle.run(config))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith("/process/selinuxLabel: cannot be done here");
    }

    @Test
    void aClassOfServiceNeedsResctrl() throws Exception {
        if (Files.readString(Path.of("/proc/mounts")).contains("resctrl")) return;
        OciIntelRdt rdt = new OciIntelRdt(
                Optional.of("gold"), List.of("L3:0=f"), Optional.empty(), Optional.empty(), false, false, false);

        assertThatThrownBy(() -> bundle.run(BusyboxBundle.script("true").editLinux(l -> l.intelRdt(rdt))))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith("/linux/intelRdt: cannot be done here: no resctrl is mounted");
    }

    @Test
    void homeIsThatOfThePasswd() throws Exception {
        Files.createDirectories(bundle.root().resolve("etc"));
        Files.writeString(bundle.root().resolve("etc/passwd"), "web:x:1000:1000::/srv/web:/bin/sh\n");
        OciConfig config = BusyboxBundle.script("echo $HOME");

        assertThat(bundle.run(config.withUser(1000, 1000)).out()).isEqualTo("/srv/web\n");
        assertThat(bundle.run(config).out()).isEqualTo("/\n");
        assertThat(bundle.run(config.withEnv("HOME", "/mine")).out()).isEqualTo("/mine\n");
    }
}
