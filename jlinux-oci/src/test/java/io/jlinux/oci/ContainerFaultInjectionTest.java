package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.run.SpawnPlanner;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.HostState;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every entry of the tape that a bundle of {@code runc spec} becomes is made to fail once: the exception names it, and no process,
 * mount, descriptor, link or cgroup is left.
 */
@NoLeaks
@Timeout(300)
@Requires(Requirement.BUSYBOX_STATIC)
class ContainerFaultInjectionTest extends OnBusybox {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    @Test
    @Requires(Requirement.ROOT)
    void aContainerOfRuncSpec() throws Exception {
        breakEachStep(OciConfig.template());
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aRootlessContainerOfRuncSpec() throws Exception {
        breakEachStep(OciConfig.rootlessTemplate());
    }

    /** As {@code OciBundle.start} does it, with one step broken; -1 for none. */
    private int run(OciConfig config, String id, int broken) throws Exception {
        try (ContainerCgroup cgroup = ContainerCgroup.create(config, id)) {
            Spawn spawn = spawn(config, cgroup.cgroup());
            cgroup.place(spawn);
            TapeSweep.breakStep(spawn, broken);
            try (LinuxProcess process = spawn.start()) {
                return process.waitFor();
            }
        }
    }

    private Spawn spawn(OciConfig config, Optional<Cgroup> cgroup) throws IOException {
        return new SpawnPlanner(config, bundle.directory(), CgroupMounts.of(cgroup), Optional.empty())
                .plan()
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    private List<String> explain(OciConfig config) throws Exception {
        String id = BusyboxBundle.id();
        try (ContainerCgroup cgroup = ContainerCgroup.create(config, id)) {
            Spawn spawn = spawn(config, cgroup.cgroup());
            cgroup.place(spawn);
            return spawn.explain();
        }
    }

    private void breakEachStep(OciConfig template) throws Exception {
        OciConfig config = template.withTerminal(false).withArgs("/bin/true");
        assertThat(run(config, BusyboxBundle.id(), -1)).isZero();
        List<String> lines = explain(config);
        assertThat(lines).as("a full container").hasSizeGreaterThan(100);
        Set<Integer> passedOver = TapeSweep.passedOver(lines);
        HostState before = HostState.capture();
        List<String> children = HostState.children();
        List<String> mounts = Files.readAllLines(MOUNTS);
        int named = 0;
        for (int i = 0; i < lines.size() - 1; i += TapeSweep.STRIDE) {
            String line = lines.get(i + 1);
            String id = BusyboxBundle.id();
            try {
                assertThat(run(config, id, i)).as(line).isZero();
                assertThat(passedOver)
                        .as("a broken step that does not matter: " + line)
                        .contains(i);
            } catch (SpawnException e) {
                assertThat(e.step()).as("%s: %s", line, e.getMessage()).isEqualTo(i);
                assertThat(e.errno()).as(line).isEqualTo(Errno.ENOSYS);
                assertThat(e.getMessage()).startsWith((e.operation() + " " + e.target()).strip() + ": ENOSYS");
                named++;
            } catch (IOException e) {
                fail("not an error of the step " + line, e);
            }
            assertThat(HostState.children()).as("children after " + line).isEqualTo(children);
            assertThat(Files.readAllLines(MOUNTS)).as("mounts after " + line).isEqualTo(mounts);
            // the whole look at the machine takes longer than a container
            if (i % 10 == 0) {
                assertThat(before.leftBehind()).as(line).isEmpty();
                assertThat(TapeSweep.cgroupsOf(id)).as(line).isEmpty();
            }
        }
        before.assertNothingLeftBehind();
        assertThat(named).isGreaterThan(lines.size() / TapeSweep.STRIDE / 2);
    }
}
