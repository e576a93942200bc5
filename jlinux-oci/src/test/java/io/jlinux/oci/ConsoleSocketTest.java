package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The terminal of a container is given to whoever waits at its console socket. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ConsoleSocketTest extends OnRuntime {
    private static final String TALK = "tty; read -r line; echo got $line; exec sleep 1000";

    private OciBundle bundle() {
        return OciBundle.of(dir, OciConfig.template().withArgs("/bin/sh", "-c", TALK));
    }

    @Test
    void theMasterArrivesWhenTheContainerIsCreated() throws Exception {
        try (ConsoleListener console = ConsoleListener.at(dir.resolve("console"));
                OciContainer container =
                        runtime.create(id, bundle(), ContainerOptions.DEFAULT.consoleSocket(console.path()));
                Fd master = console.receive()) {
            assertThat(console.name()).isEqualTo("/dev/ptmx");
            container.start();
            assertThat(ConsoleListener.talk(master, "hello\n", "got hello")).contains("/dev/", "got hello");
        }
    }

    @Test
    void aLongPathIsNoHindrance() throws Exception {
        Path deep = Files.createDirectories(dir.resolve("d".repeat(60)).resolve("e".repeat(60)));
        Path linked = Files.createSymbolicLink(dir.resolve("s"), deep);
        try (ConsoleListener console = ConsoleListener.at(linked.resolve("console"));
                OciContainer container =
                        runtime.start(id, bundle(), ContainerOptions.DEFAULT.consoleSocket(deep.resolve("console")));
                Fd master = console.receive()) {
            assertThat(container.process().isAlive()).isTrue();
            assertThat(ConsoleListener.talk(master, "hello\n", "got hello")).contains("got hello");
        }
    }

    @Test
    void aProcessThatIsExecutedHasOneOfItsOwn() throws Exception {
        OciConfig config = BusyboxBundle.script("exec sleep 1000");
        try (OciContainer container =
                        runtime.start(id, OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none()));
                ConsoleListener console = ConsoleListener.at(dir.resolve("console"))) {
            OciProcess program = config.process().orElseThrow().toBuilder()
                    .args("/bin/sh", "-c", TALK)
                    .terminal(true)
                    .build();
            try (LinuxProcess p = container.exec(program, ContainerOptions.DEFAULT.consoleSocket(console.path()));
                    Fd master = console.receive()) {
                assertThat(ConsoleListener.talk(master, "hello\n", "got hello")).contains("/dev/pts/", "got hello");
                assertThat(p.isAlive()).isTrue();
            }
        }
    }

    @Test
    void aSocketWhereNobodyWaitsIsAnErrorAndLeavesNothing() {
        ContainerOptions nobody = ContainerOptions.DEFAULT.consoleSocket(dir.resolve("nobody"));
        assertThatThrownBy(() -> runtime.create(id, bundle(), nobody))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageStartingWith("connect to " + dir.resolve("nobody"));
        assertThat(runtime.root()).isEmptyDirectory();
    }

    @Test
    void withoutATerminalItIsAMistake() {
        ContainerOptions options = ContainerOptions.DEFAULT.consoleSocket(dir.resolve("console"));
        OciBundle plain = OciBundle.of(dir, BusyboxBundle.script("true"));
        assertThatIllegalArgumentException().isThrownBy(() -> runtime.create(id, plain, options));
        assertThat(runtime.root()).doesNotExist();
    }
}
