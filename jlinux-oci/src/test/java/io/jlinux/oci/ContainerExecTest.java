package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.run.ContainerCgroup;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciIntelRdt;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.security.SecurityLabel;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.Signal;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second process in a running container. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ContainerExecTest {
    @TempDir
    Path dir;

    private OciRuntime runtime;
    private OciContainer container;

    @BeforeEach
    void startContainer() throws Exception {
        BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = BusyboxBundle.script("exec sleep 1000").withHostname("inside");
        container =
                runtime.start(BusyboxBundle.id(), OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()));
    }

    @AfterEach
    void stopContainer() throws Exception {
        container.close();
    }

    private OciProcess.Builder program(String script) {
        return container.config().process().orElseThrow().toBuilder().args("/bin/sh", "-c", script);
    }

    private String said(OciProcess program) throws Exception {
        return BusyboxBundle.said(container, program, ContainerOptions.DEFAULT);
    }

    @Test
    void itIsInTheContainersNamespacesRootAndCgroup() throws Exception {
        String out =
                said(program("hostname; cat /proc/1/cmdline | tr '\\0' ' '; echo; ls /; readlink /proc/self/ns/cgroup")
                        .build());
        assertThat(out).startsWith("inside\nsleep 1000 \n").contains("bin\n");
        for (Namespace kind : List.of(Namespace.PID, Namespace.MOUNT, Namespace.NET, Namespace.IPC, Namespace.UTS)) {
            String link = "/proc/" + container.process().pid() + "/ns/" + kind.procName();
            assertThat(said(program("readlink /proc/self/ns/" + kind.procName()).build())
                            .strip())
                    .isEqualTo(Files.readSymbolicLink(Path.of(link)).toString());
        }
        if (container.cgroup().isPresent()) {
            try (LinuxProcess p =
                    container.exec(program("exec sleep 1000").build(), ContainerOptions.of(ContainerIo.none()))) {
                assertThat(container.processes()).contains(p.pid());
            }
        }
    }

    @Test
    void itHasTheRightsThatItIsGiven() throws Exception {
        String out = said(program(
                        "id -u; id -g; id -G; pwd; echo $MORE; umask; grep -E 'NoNewPrivs|CapEff|CapInh' /proc/self/status")
                .user(new OciUser(1000, 1001, java.util.OptionalInt.of(077), List.of(7L)))
                .cwd("/bin")
                .env("MORE", "of it")
                .capabilities(OciCapabilities.NONE)
                .noNewPrivileges(true)
                .build());
        assertThat(out.lines())
                .containsExactly(
                        "1000",
                        "1001",
                        "1001 7",
                        "/bin",
                        "of it",
                        "0077",
                        "CapInh:\t0000000000000000",
                        "CapEff:\t0000000000000000",
                        "NoNewPrivs:\t1");
    }

    @Test
    void whatItDoesNotSayIsTheContainers() throws Exception {
        String script = "ulimit -n; grep -E 'Cap(Inh|Prm|Eff|Bnd|Amb)' /proc/self/status";
        OciProcess bare = OciProcess.builder()
                .args("/bin/sh", "-c", script)
                .env("PATH", "/bin")
                .build();
        List<String> own = said(program(script).build()).lines().toList();

        assertThat(own).hasSize(6).startsWith("1024");
        assertThat(said(bare).lines()).containsExactlyElementsOf(own);
        assertThat(said(bare.toBuilder().capabilities(OciCapabilities.NONE).build()))
                .contains("CapEff:\t0000000000000000");
    }

    /** What confines the container is wanted of a process that says nothing, too: seen by the refusal of what is not there. */
    @Test
    void theContainersProfileIsWantedOfIt() throws Exception {
        OciConfig config = container.config().editProcess(p -> p.apparmorProfile("jlinux-not-loaded"));
        OciProcess bare = OciProcess.builder().args("/bin/true").build();
        try (ContainerCgroup cgroup = ContainerCgroup.open(container.state())) {
            assertThatThrownBy(() -> new ContainerExec(config, cgroup)
                            .exec(container.id(), container.state(), bare, ContainerOptions.of(ContainerIo.none())))
                    .hasMessageContaining("/process/apparmorProfile");
        }
    }

    /** No machine that this is built on has resctrl; that its class is joined first is seen by the refusal. */
    @Test
    void whatCannotJoinTheContainersClassOfServiceDoesNotBegin() throws Exception {
        OciIntelRdt rdt = new OciIntelRdt(
                Optional.of("jlinux-no-such-class"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                false);
        OciConfig config = container.config().editLinux(l -> l.intelRdt(rdt));
        OciProcess touch = program("touch /tmp/begun").build();
        try (ContainerCgroup cgroup = ContainerCgroup.open(container.state())) {
            assertThatThrownBy(() -> new ContainerExec(config, cgroup)
                            .exec(container.id(), container.state(), touch, ContainerOptions.of(ContainerIo.none())))
                    .hasMessageContaining("resctrl");
        }
        assertThat(container.processes()).containsExactly(container.process().pid());
    }

    @Test
    void itsExitCodeComesThrough() throws Exception {
        try (LinuxProcess p = container.exec(program("exit 42").build(), ContainerOptions.of(ContainerIo.none()))) {
            assertThat(p.waitFor()).isEqualTo(42);
        }
    }

    @Test
    void aTerminalOfTheContainer() throws Exception {
        OciProcess program = program("tty; stty size; read line; echo got $line")
                .terminal(true)
                .consoleSize(new io.jlinux.oci.spec.OciConsoleSize(33, 77))
                .build();
        try (LinuxProcess p = container.exec(program, ContainerOptions.DEFAULT);
                OutputStream in = p.getOutputStream()) {
            in.write("hello\n".getBytes(StandardCharsets.UTF_8));
            in.flush();
            String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(out).contains("/dev/pts/").contains("33 77").contains("got hello");
        }
    }

    @Test
    void descriptorsAndThePidFile() throws Exception {
        Path file = Files.writeString(dir.resolve("passed"), "content\n");
        Path pid = dir.resolve("pid");
        try (Fd fd = Fd.open(file, Fcntl.O_RDONLY)) {
            String out = BusyboxBundle.said(
                    container,
                    program("cat <&5; ls /proc/self/fd | tr '\\n' ' '").build(),
                    ContainerOptions.DEFAULT.pass(fd, 5).pidFile(pid));
            // the three streams, what was passed, and the listing itself
            assertThat(out).isEqualTo("content\n0 1 2 3 5 ");
        }
        assertThat(pid).content().matches("[0-9]+");
    }

    @Test
    void listeningSocketsAreAnnounced() throws Exception {
        try (Fd one = Fd.open(Path.of("/dev/zero"), Fcntl.O_RDONLY);
                Fd two = Fd.open(Path.of("/dev/null"), Fcntl.O_RDONLY)) {
            String out = BusyboxBundle.said(
                    container,
                    program("echo $LISTEN_FDS $LISTEN_PID; readlink /proc/self/fd/3; readlink /proc/self/fd/4")
                            .build(),
                    ContainerOptions.DEFAULT.listen(List.of(one, two)));
            // its pid is another one, and nobody knew which
            assertThat(out).isEqualTo("2\n/dev/zero\n/dev/null\n");
        }
    }

    @Test
    void whatCannotBeExecutedNamesTheStep() {
        assertThatThrownBy(() ->
                        container.exec(program("").args("/no/such").build(), ContainerOptions.of(ContainerIo.none())))
                .isInstanceOfSatisfying(
                        SpawnException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageStartingWith("execute /no/such");
        assertThatThrownBy(() -> container.exec(
                        program("true").cwd("/no/such").build(), ContainerOptions.of(ContainerIo.none())))
                .hasMessageStartingWith("change directory to /no/such: ENOENT");
    }

    @Test
    void aHandleLeftOpenIsNoWayOut() throws Exception {
        for (int fd = 3; fd <= 20; fd++) {
            OciProcess program =
                    program("ls ../../..").cwd("/proc/self/fd/" + fd).build();
            assertThatThrownBy(() -> container.exec(program, ContainerOptions.of(ContainerIo.none())))
                    .isInstanceOf(SpawnException.class)
                    .hasMessageMatching("(change directory to|check directory) /proc/self/fd/.*");
        }
    }

    @Test
    void anAppArmorProfileThatIsNotLoadedIsRefused() throws Exception {
        OciProcess program =
                program("true").apparmorProfile("jlinux-not-loaded").build();
        ThrowingCallable exec = () -> container.exec(program, ContainerOptions.of(ContainerIo.none()));
        if (SecurityLabel.isEnabled(SecurityLabel.Module.APPARMOR)) {
            assertThatThrownBy(exec)
                    .isInstanceOf(SpawnException.class)
                    .hasMessageStartingWith("set AppArmor profile jlinux-not-loaded: ENOENT")
                    .hasMessageContainingAll("/process/apparmorProfile", "apparmor_parser -r");
        } else {
            assertThatThrownBy(exec)
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageStartingWith("/process/apparmorProfile: cannot be done here: this host has no AppArmor");
        }
    }

    @Test
    void nothingIsExecutedInOneThatHasStopped() throws Exception {
        container.kill(Signal.KILL);
        container.waitFor();
        assertThatThrownBy(() -> container.exec(program("true").build(), ContainerOptions.of(ContainerIo.none())))
                .isInstanceOf(OciStateException.class)
                .hasMessageContaining("it is stopped");
    }

    @Test
    void anotherHandleExecutesToo() throws Exception {
        try (OciContainer again = runtime.get(container.id())) {
            try (LinuxProcess p = again.exec(program("exit 3").build(), ContainerOptions.of(ContainerIo.none()))) {
                assertThat(p.waitFor()).isEqualTo(3);
            }
        }
    }
}
