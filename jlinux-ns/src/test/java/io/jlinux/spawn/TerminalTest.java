package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A terminal of the host's devpts, and what can be done to it while the program runs. */
@NoLeaks
@Timeout(60)
class TerminalTest {
    private static Spawn sh(String script) {
        return Spawn.command("/bin/sh", "-c", script).terminal(new Terminal(80, 25));
    }

    private static void type(LinuxProcess p, String text) throws IOException {
        p.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        p.getOutputStream().flush();
    }

    private static String until(BufferedReader in, String word) throws IOException {
        String line = in.readLine();
        while (line != null && !line.contains(word)) line = in.readLine();
        return line == null ? "" : line.strip();
    }

    @Test
    void itIsTheControllingTerminalOfASessionOfItsOwn() throws Exception {
        try (LinuxProcess p = sh("test -t 0 && test -t 1 && test -t 2 && echo tty > /dev/tty; stty size")
                        .start();
                BufferedReader in = p.inputReader()) {
            assertThat(in.readLine()).isEqualTo("tty");
            assertThat(in.readLine()).isEqualTo("25 80");
            assertThat(in.readLine()).as("its end is the end of the stream").isNull();
            assertThat(p.waitFor()).isZero();
        }
    }

    @Test
    void aResizeIsSeenAndSignalled() throws Exception {
        try (LinuxProcess p = sh("trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.02; done")
                        .start();
                BufferedReader in = p.inputReader()) {
            assertThat(until(in, "ready")).isEqualTo("ready");
            assertThat(p.terminal().size()).isEqualTo(new Terminal(80, 25));
            p.terminal().resize(new Terminal(132, 43));
            assertThat(p.terminal().size()).isEqualTo(new Terminal(132, 43));
            assertThat(until(in, "132")).isEqualTo("43 132");
        }
    }

    @Test
    void modesAreReadAndSet() throws Exception {
        try (LinuxProcess p = sh("read line; echo got $line; stty -a").start();
                BufferedReader in = p.inputReader()) {
            TerminalModes modes = p.terminal().modes();
            assertThat(modes.isCanonical()).isTrue();
            assertThat(modes.isEcho()).isTrue();
            p.terminal().modes(modes.echo(false));
            type(p, "secret\n");
            assertThat(in.readLine()).as("not echoed").isEqualTo("got secret");
            assertThat(until(in, "-echo ")).contains("icanon");
            assertThat(modes.raw().isCanonical()).isFalse();
            assertThat(modes.raw()).isNotEqualTo(modes).isEqualTo(modes.raw());
        }
    }

    @Test
    void controlCharactersAreSignals() throws Exception {
        for (boolean init : new boolean[] {false, true}) {
            if (init && !Requirement.USER_NAMESPACES.isMet()) continue;
            Spawn spawn = sh("n=0; trap 'n=$((n+1)); echo int $n' INT; echo ready; i=0;"
                    + " while [ $i -lt 20 ]; do sleep 0.05; i=$((i+1)); done; echo end $n");
            if (init) spawn.unshare(Namespace.PID).init();
            if (init && !Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER);
            try (LinuxProcess p = spawn.start();
                    BufferedReader in = p.inputReader()) {
                until(in, "ready");
                type(p, "\u0003");
                assertThat(until(in, "end"))
                        .as("once, also with an init: %s", init)
                        .isEqualTo("end 1");
            }
        }
    }

    @Test
    void aHangUpEndsTheProgram() throws Exception {
        try (LinuxProcess p = sh("echo ready; sleep 100").start()) {
            until(p.inputReader(), "ready");
            p.terminal().hangUp();
            assertThat(p.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(p.waitForStatus().signal()).hasValue(Signal.HUP.number());
            assertThatThrownBy(() -> p.terminal().size()).isInstanceOf(IOException.class);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void forAnotherUserInAnImage() throws Exception {
        try (LinuxProcess p = sh("id -u; tty").user(1234, 1234).start();
                BufferedReader in = p.inputReader()) {
            assertThat(in.readLine()).isEqualTo("1234");
            assertThat(in.readLine()).startsWith("/dev/pts/");
        }
    }

    @Test
    void withoutATerminalThereIsNone() throws Exception {
        try (LinuxProcess p = Spawn.command("true").start()) {
            assertThatThrownBy(p::terminal).isInstanceOf(IllegalStateException.class);
        }
    }
}
