package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.spawn.Terminal;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A terminal that a sandbox shares with others: nothing that it does is input for them. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.GCC, Requirement.USER_NAMESPACES})
class SharedTerminalTest extends OnHostile {
    private static Ended attack(Sandbox sandbox, Pty pty) throws Exception {
        Sandbox on = hostile().in(sandbox).stdin(Stdio.descriptor(pty.slave()));
        return Ended.in(on, 60, "/box/hostile", "shared-terminal");
    }

    @Test
    void noPresetPutsInputIntoATerminalThatItWasGiven() throws Exception {
        for (Sandbox sandbox : new Sandbox[] {
            Sandbox.untrusted(),
            Sandbox.untrusted().init(),
            Sandbox.untrusted().withoutInit(),
            Sandbox.buildAction(List.of(), List.of(), Path.of("/work"))
        }) {
            try (Pty pty = Pty.open()) {
                Ended end = attack(sandbox, pty);
                assertThat(end.code()).as(end.toString()).isZero();
                assertThat(end.lines())
                        .contains(
                                "TIOCSTI: EPERM",
                                "TIOCSTI with a higher bit: EPERM",
                                "TIOCLINUX: EPERM",
                                "TIOCLINUX with a higher bit: EPERM",
                                "verdict: contained");
                pty.type("mine\n");
                assertThat(pty.line()).as("all that was typed").isEqualTo("mine\n");
                assertThat(pty.waiting()).isZero();
            }
        }
    }

    /** The attack works where only the session is another one. */
    @Test
    void withoutTheFilterItIsTypedAsIfSomebodyHad() throws Exception {
        Path sysctl = Path.of("/proc/sys/dev/tty/legacy_tiocsti");
        boolean may = !Files.exists(sysctl) || Files.readString(sysctl).strip().equals("1");
        assumeTrue(may, "this kernel takes no TIOCSTI: dev.tty.legacy_tiocsti");
        try (Pty pty = Pty.open()) {
            Ended end = attack(Sandbox.untrusted().withoutSeccomp(), pty);
            assertThat(end.lines()).as(end.toString()).contains("make it one's own: ok", "TIOCSTI: ESCAPED");
        }
    }

    /** One of the host's own stays whose it is: a session of its own cannot take it. */
    @Test
    void theControllingTerminalOfAnotherSessionIsNotTaken() throws Exception {
        try (LinuxProcess shell = Spawn.command("/bin/sh", "-c", "echo ready; read line; echo got $line")
                        .terminal(new Terminal(80, 25))
                        .start();
                var said = shell.inputReader()) {
            assertThat(said.readLine()).isEqualTo("ready");
            Path terminal = Files.readSymbolicLink(Path.of("/proc/" + shell.pid() + "/fd/0"));
            try (Fd tty = Fd.open(terminal, Fcntl.O_RDWR | Fcntl.O_NOCTTY)) {
                Sandbox on = hostile().in(Sandbox.untrusted().withoutSeccomp()).stdin(Stdio.descriptor(tty));
                Ended end = Ended.in(on, 60, "/box/hostile", "shared-terminal");
                assertThat(end.lines())
                        .as(end.toString())
                        .contains("make it one's own: EPERM", "verdict: contained")
                        // EIO where nobody may any more: dev.tty.legacy_tiocsti is 0, since Linux 6.2
                        .anyMatch(l -> l.matches("TIOCSTI: (EPERM|EIO)"));
            }
            shell.getOutputStream().write("mine\n".getBytes(StandardCharsets.US_ASCII));
            shell.getOutputStream().flush();
            String line = said.readLine();
            while (line != null && !line.startsWith("got")) line = said.readLine();
            assertThat(line).isEqualTo("got mine");
        }
    }
}
