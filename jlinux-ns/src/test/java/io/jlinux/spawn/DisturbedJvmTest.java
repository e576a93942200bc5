package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.PidFd;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What others do to a JVM while it starts processes (signals, a debugger, attaching, tracing) changes nothing of the starts. */
@Tag("heavy")
@NoLeaks
@Timeout(300)
@Requires(Requirement.BUSYBOX_STATIC)
class DisturbedJvmTest extends OnBusyboxRoot {
    private static final boolean VM = Boolean.getBoolean("jlinux.vm");
    private static final int COUNT = Boolean.getBoolean("jlinux.soak") ? 2000 : VM ? 10 : 60;

    /** The programs of the JDK take longer to start there than all that they are to disturb. */
    private static void notOnAnEmulatedMachine() {
        assumeFalse(VM, "a machine that is emulated is too slow for the JDK's tools");
    }

    @FunctionalInterface
    private interface Disturbance {
        /** Whether the JVM was disturbed. */
        boolean once() throws Exception;
    }

    private ChildJvm storm(List<String> options) throws Exception {
        return ChildJvm.start(options, StormMain.class, root.path().toString(), "" + COUNT, "4");
    }

    /** Again and again, from the first starts on to the last, and at least once: until then the storm goes on. */
    private static void disturb(ChildJvm jvm, Disturbance disturbance) throws Exception {
        jvm.line("begun");
        boolean disturbed = false;
        Thread end = new Thread(() -> {
            try {
                jvm.line("done");
            } catch (Exception | AssertionError e) {
                // the end tells
            }
        });
        end.start();
        while (end.isAlive() && jvm.isAlive()) {
            if (disturbance.once() && !disturbed) {
                disturbed = true;
                jvm.endInput();
            }
        }
        end.join();
        jvm.assertEndsWell();
        assertThat(jvm.errors()).doesNotContain("Exception");
        assertThat(disturbed).isTrue();
    }

    @Test
    void signals() throws Exception {
        Signal[] signals = {Signal.CHLD, Signal.WINCH, Signal.CONT, Signal.QUIT, Signal.URG};
        try (ChildJvm jvm = storm(List.of());
                PidFd process = PidFd.open(jvm.pid())) {
            int[] next = {0};
            disturb(jvm, () -> {
                process.send(signals[next[0]++ % signals.length]);
                Thread.sleep(VM ? 50 : 2);
                return true;
            });
        }
    }

    @Test
    void beingStoppedAndContinued() throws Exception {
        try (ChildJvm jvm = storm(List.of());
                PidFd process = PidFd.open(jvm.pid())) {
            disturb(jvm, () -> {
                process.send(Signal.STOP);
                Thread.sleep(3);
                process.send(Signal.CONT);
                Thread.sleep(VM ? 200 : 10);
                return true;
            });
        }
    }

    @Test
    void attachingAndItsCommands() throws Exception {
        notOnAnEmulatedMachine();
        String jcmd = ChildJvm.javaHome("jcmd");
        assumeTrue(Files.isExecutable(Path.of(jcmd)), "no jcmd in this JDK");
        try (ChildJvm jvm = storm(List.of())) {
            disturb(jvm, () -> {
                for (String command : new String[] {"Thread.print", "GC.run", "VM.flags"}) {
                    Process p = new ProcessBuilder(jcmd, "-J-XX:TieredStopAtLevel=1", "" + jvm.pid(), command)
                            .redirectErrorStream(true)
                            .start();
                    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    boolean well = p.waitFor() == 0;
                    p.getOutputStream().close();
                    p.getInputStream().close();
                    // only a JVM at its end may fail to answer
                    if (!well) assertThat(jvm.endsWithin(20)).as(said).isTrue();
                    if (!jvm.isAlive()) return false;
                }
                return true;
            });
        }
    }

    @Test
    void aDebuggerThatSuspendsAndResumes() throws Exception {
        notOnAnEmulatedMachine();
        String jdb = ChildJvm.javaHome("jdb");
        assumeTrue(Files.isExecutable(Path.of(jdb)), "no jdb in this JDK");
        String agent = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";
        try (ChildJvm jvm = storm(List.of(agent))) {
            String port =
                    jvm.line("Listening for transport dt_socket at address: ").replaceAll(".*: ", "");
            Path said = Files.createTempFile("jlinux-jdb", ".out");
            Process debugger = new ProcessBuilder(jdb, "-J-XX:TieredStopAtLevel=1", "-attach", "127.0.0.1:" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            try (OutputStream in = debugger.getOutputStream()) {
                disturb(jvm, () -> {
                    // not "threads": before JDK 19 it waits for the lock of a ThreadGroup, which a thread that was
                    // suspended at its end may hold
                    write(in, debugger, "suspend\nwhere all\nresume\n");
                    Thread.sleep(VM ? 200 : 10);
                    String answers = Files.readString(said);
                    return answers.contains("All threads suspended.") && answers.contains("All threads resumed.");
                });
            } finally {
                if (!debugger.waitFor(20, TimeUnit.SECONDS))
                    debugger.destroyForcibly().waitFor();
                debugger.getInputStream().close();
                Files.delete(said);
            }
        }
    }

    /** A debugger whose JVM has ended has ended, too. */
    private static void write(OutputStream in, Process debugger, String commands) throws Exception {
        try {
            in.write(commands.getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (java.io.IOException e) {
            debugger.waitFor();
        }
    }

    @Test
    @Requires(Requirement.STRACE)
    void aTracerOfAllItsThreadsAndChildren() throws Exception {
        notOnAnEmulatedMachine();
        try (ChildJvm jvm = storm(List.of())) {
            disturb(jvm, () -> {
                try (LinuxProcess strace = Spawn.command(
                                "strace", "-f", "-e", "trace=none", "-o", "/dev/null", "-p", "" + jvm.pid())
                        .stderr(Stdio.pipe())
                        .start()) {
                    int first = strace.getErrorStream().read();
                    strace.waitFor(VM ? 2000 : 100, TimeUnit.MILLISECONDS);
                    // not INT: strace would wait for a thread to stop that waits for its vfork child, which strace has
                    // stopped
                    strace.destroyForcibly().waitFor();
                    return first >= 0;
                }
            });
        }
    }
}
