package io.jlinux.examples.runc;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Terminal;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** A process that this one waits for: signals are passed on, and its terminal is copied to and from the caller's. */
final class Foreground {
    /** Those that a shell or a supervisor sends, and that Java lets one handle. */
    private static final List<String> FORWARDED = List.of("TERM", "INT", "HUP");

    private Foreground() {}

    /** The exit code, or 128 + the signal that killed it. */
    static int wait(LinuxProcess process, boolean terminal) throws IOException, InterruptedException {
        for (String name : FORWARDED) Signals.register(name, () -> pass(process, Signal.parse(name)));
        return terminal ? onTerminal(process) : process.waitFor();
    }

    private static void pass(LinuxProcess process, Signal signal) {
        try {
            process.signal(signal);
        } catch (LinuxException e) {
            // it is another user's by now: nothing that this process could do
        }
    }

    private static int onTerminal(LinuxProcess process) throws IOException, InterruptedException {
        try (org.jline.terminal.Terminal own = TerminalBuilder.builder().dumb(true).build()) {
            Attributes before = own.enterRawMode();
            try {
                resize(process, own);
                own.handle(org.jline.terminal.Terminal.Signal.WINCH, signal -> resize(process, own));
                // a read of stdin cannot be ended
                copying("terminal-in", own.input(), process.getOutputStream());
                Thread out = copying("terminal-out", process.getInputStream(), own.output());
                int code = process.waitFor();
                out.join();
                return code;
            } finally {
                own.setAttributes(before);
            }
        }
    }

    private static void resize(LinuxProcess process, org.jline.terminal.Terminal own) {
        if (own.getWidth() <= 0 || own.getHeight() <= 0) return;
        try {
            process.terminal().resize(new Terminal(own.getWidth(), own.getHeight()));
        } catch (IOException e) {
            // it has just ended
        }
    }

    private static Thread copying(String name, InputStream from, OutputStream to) {
        Thread thread = new Thread(() -> copy(from, to), name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void copy(InputStream from, OutputStream to) {
        byte[] buffer = new byte[8192];
        try {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // the terminal is gone with its process
        }
    }
}
