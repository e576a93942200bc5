package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConsoleSize;
import io.jlinux.oci.spec.OciExecCpuAffinity;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Fd;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What whoever makes a process of a container says beside its config. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ExecOptionsTest extends OnRuntime {
    private static final ContainerOptions SILENT = ContainerOptions.of(ContainerIo.none());

    private OciContainer start(OciConfig config) throws Exception {
        return runtime.start(BusyboxBundle.id(), OciBundle.of(dir, config), SILENT);
    }

    private OciContainer sleeping() throws Exception {
        return start(BusyboxBundle.script("exec sleep 1000"));
    }

    private static OciProcess.Builder program(String script) {
        return BusyboxBundle.script(script).process().orElseThrow().toBuilder();
    }

    @Test
    void homeIsThatOfTheContainersPasswd() throws Exception {
        Files.createDirectories(bundle.root().resolve("etc"));
        Files.writeString(bundle.root().resolve("etc/passwd"), "web:x:1000:1000::/srv/web:/bin/sh\n");
        try (OciContainer container = sleeping()) {
            assertThat(BusyboxBundle.said(
                            container,
                            program("echo $HOME").user(OciUser.of(1000, 1000)).build(),
                            SILENT))
                    .isEqualTo("/srv/web\n");
            assertThat(BusyboxBundle.said(container, program("echo $HOME").build(), SILENT))
                    .isEqualTo("/\n");
        }
    }

    @Test
    void aTerminalBelongsToItsUser() throws Exception {
        OciUser user = new OciUser(1000, 1001, OptionalInt.empty(), List.of());
        String look = "stat -c '%u %g %a' $(tty); exec 3<> $(tty) && echo opened";
        try (OciContainer container = sleeping()) {
            OciProcess program = program(look)
                    .user(user)
                    .terminal(true)
                    .consoleSize(new OciConsoleSize(24, 80))
                    .build();
            try (LinuxProcess p = container.exec(program, ContainerOptions.DEFAULT)) {
                String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(out).contains("1000 5 620").contains("opened");
            }
        }
        OciConfig config = BusyboxBundle.script(look).withTerminal(true).editProcess(p -> p.user(user));
        try (OciContainer container = OciBundle.of(dir, config).start(BusyboxBundle.id(), ContainerIo.none())) {
            String out = new String(container.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(out).contains("1000 5 620").contains("opened");
        }
    }

    @Test
    void aPidfdIsSent() throws Exception {
        try (DescriptorListener listener = DescriptorListener.at(dir.resolve("pidfds"))) {
            ContainerOptions options = SILENT.pidfdSocket(listener.path());
            OciConfig config = BusyboxBundle.script("exec sleep 1000");
            try (OciContainer container = runtime.create(BusyboxBundle.id(), OciBundle.of(dir, config), options)) {
                assertPidFd(listener, container.process().pid());
                container.start();
                try (LinuxProcess p = container.exec(program("exec sleep 1000").build(), options)) {
                    assertPidFd(listener, p.pid());
                }
            }
        }
    }

    private static void assertPidFd(DescriptorListener listener, long pid) throws Exception {
        try (Fd fd = listener.receive().fd()) {
            assertThat(Files.readString(Path.of("/proc/self/fdinfo/" + fd.number())))
                    .contains("Pid:\t" + pid + "\n");
        }
    }

    @Test
    void aPidfdThatNobodyWaitsForEndsTheContainer() throws Exception {
        OciBundle box = OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000"));
        assertThatThrownBy(() -> runtime.create(BusyboxBundle.id(), box, SILENT.pidfdSocket(dir.resolve("nobody"))))
                .hasMessageStartingWith("connect to");
        assertThat(runtime.ids()).isEmpty();
    }

    @Test
    void withoutPivotTheRootIsTheContainersAllTheSame() throws Exception {
        Path out = dir.resolve("out");
        OciConfig config = BusyboxBundle.script("ls -a /; cd /..; pwd; hostname; echo x > /y")
                .withHostname("inside");
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.file(out), Stdio.toStdout());
        try (OciContainer container = runtime.start(
                BusyboxBundle.id(),
                OciBundle.of(dir, config),
                ContainerOptions.of(io).withoutPivot())) {
            container.waitFor();
        }
        assertThat(out)
                .content()
                .contains("bin\ndev\nproc\nsys\n")
                .contains("/\ninside\n")
                .contains("Read-only file system");
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void aCgroupBelowTheContainers() throws Exception {
        try (OciContainer container = sleeping()) {
            Cgroup top = container.cgroup().orElseThrow();
            try (Cgroup below = top.createChild("below");
                    LinuxProcess p = container.exec(program("exec sleep 1000").build(), SILENT.cgroup("below"))) {
                assertThat(below.processes()).contains(p.pid());
                assertThat(container.processes()).contains(p.pid());
                p.destroyForcibly().waitFor();
            }
            assertThatThrownBy(() -> container.exec(program("true").build(), SILENT.cgroup("nowhere")))
                    .hasMessageContaining("ENOENT");
            assertThatThrownBy(() -> SILENT.cgroup("/above")).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Requires(Requirement.CGROUP_WRITABLE)
    void inAPausedContainerOnlyWhereThatIsAskedFor() throws Exception {
        try (OciContainer container = sleeping()) {
            container.pause();
            assertThat(container.state().status()).isEqualTo(OciStatus.PAUSED);
            OciProcess program = program("exit 5").build();
            assertThatThrownBy(() -> container.exec(program, SILENT)).isInstanceOf(OciStateException.class);

            CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> {
                try (LinuxProcess p = container.exec(program, SILENT.alsoPaused())) {
                    return p.waitFor();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            container.resume();
            assertThat(code.get(30, TimeUnit.SECONDS)).isEqualTo(5);
        }
    }

    @Test
    @Tag("processors")
    void theProcessorsOfAnExecutedProcess() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor only");
        String look = "grep Cpus_allowed_list /proc/self/status | tr -d '\\t'";
        try (OciContainer container = sleeping()) {
            OciProcess.Builder program = program(look);
            String all = BusyboxBundle.said(container, program.build(), SILENT);
            assertThat(BusyboxBundle.said(container, with(program, null, "1"), SILENT))
                    .isEqualTo("Cpus_allowed_list:1\n");
            assertThat(BusyboxBundle.said(container, with(program, "0", "1"), SILENT))
                    .isEqualTo("Cpus_allowed_list:1\n");
            // without last ones the kernel decides: before Linux 6.2 a cpuset cgroup takes the first ones back
            assertThat(BusyboxBundle.said(container, with(program, "0", null), SILENT))
                    .isIn("Cpus_allowed_list:0\n", all);
            assertThat(BusyboxBundle.said(container, program(look).build(), SILENT))
                    .isEqualTo(all);
            assertThatThrownBy(() -> container.exec(with(program, "4000", null), SILENT))
                    .hasMessageContaining("set affinity of the starting thread to 4000: EINVAL");
        }
    }

    private static OciProcess with(OciProcess.Builder program, String initial, String last) {
        return program.execCpuAffinity(new OciExecCpuAffinity(Optional.ofNullable(initial), Optional.ofNullable(last)))
                .build();
    }

    /** As systemd in a container does it: the first process moves down, and its cgroup has controllers then. */
    @Test
    @Requires({Requirement.CGROUP2_MEMORY, Requirement.CGROUP2_PIDS})
    void whereTheContainersCgroupTakesNobodyTheFirstProcessesDoes() throws Exception {
        OciConfig config = BusyboxBundle.script(
                        "mkdir /sys/fs/cgroup/init && echo 1 > /sys/fs/cgroup/init/cgroup.procs"
                                + " && echo +pids +memory > /sys/fs/cgroup/cgroup.subtree_control && touch /ready; exec sleep 1000")
                .toBuilder()
                .root(OciRoot.of("rootfs"))
                .build()
                .withNamespace(OciNamespace.create(Namespace.CGROUP));
        List<io.jlinux.oci.spec.OciMount> mounts = config.mounts().stream()
                .map(m -> m.target().equals("/sys/fs/cgroup")
                        ? io.jlinux.oci.spec.OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup")
                        : m)
                .toList();
        try (OciContainer container = start(config.withMounts(mounts))) {
            long end = System.nanoTime() + 30_000_000_000L;
            while (!Files.exists(bundle.root().resolve("ready")) && System.nanoTime() < end) Thread.sleep(20);
            assertThat(bundle.root().resolve("ready")).exists();

            assertThat(BusyboxBundle.said(
                            container, program("cat /proc/self/cgroup").build(), SILENT))
                    .contains("0::/init");
        }
    }
}
