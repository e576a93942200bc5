package io.jlinux.oci.run;

import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Connects a container's terminal with the standard streams of this JVM, as {@code runc run} does.
 *
 * <p>Stdin is polled together with an eventfd, so that no thread is left in a read that would swallow the next line after
 * the container has ended.
 */
public final class TerminalStreams {
    private static final int END_OF_FILE = 4;
    private static final int STDIN = 0;
    private static final int STDOUT = 1;

    private final LinuxProcess process;
    private final Fd wake;

    private TerminalStreams(LinuxProcess process, Fd wake) {
        this.process = process;
        this.wake = wake;
    }

    /** Copies until the container has closed its terminal. */
    public static void connect(LinuxProcess process) throws IOException {
        long fd = RawSyscall.call(Syscall.EVENTFD2, 0, Poll.EFD_CLOEXEC);
        try (Fd wake = Fd.adopt((int) Result.check(fd, "eventfd", ""), "wake")) {
            Runnable restore = HostTerminal.raw();
            TerminalStreams relay = new TerminalStreams(process, wake);
            Thread input = new Thread(relay::input, "jlinux-terminal");
            input.setDaemon(true);
            input.start();
            try {
                relay.output();
            } finally {
                relay.stop(input);
                restore.run();
            }
        }
    }

    private void output() throws IOException {
        InputStream from = process.getInputStream();
        byte[] chunk = new byte[8192];
        for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) write(chunk, n);
    }

    private static void write(byte[] bytes, int count) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().view().put(0, bytes, 0, count);
            int done = 0;
            while (done < count) {
                long n = RawSyscall.call(Syscall.WRITE, STDOUT, s.address() + done, count - done);
                if (Result.is(n, Errno.EINTR)) continue;
                done += (int) Result.check(n, "write to", "stdout");
            }
        }
    }

    private void input() {
        try (Scratch s = Scratch.borrow()) {
            OutputStream to = process.getOutputStream();
            while (ready(s.buffer())) {
                long n = RawSyscall.call(Syscall.READ, STDIN, s.address() + 64, 4096);
                if (Result.is(n, Errno.EINTR)) continue;
                if (n <= 0) {
                    to.write(END_OF_FILE);
                    return;
                }
                to.write(s.buffer().get(64, (int) n));
            }
        } catch (IOException e) {
            // the container has closed its terminal: the output side sees it, too
            return;
        }
    }

    /** Waits for stdin; false when the relay is to end. */
    private boolean ready(NativeBuffer b) {
        long n;
        do {
            b.putInt(0, STDIN).putInt(4, Poll.POLLIN).putInt(8, wake.number()).putInt(12, Poll.POLLIN);
            n = RawSyscall.call(Syscall.PPOLL, b.address(), 2, 0, 0, 8);
        } while (Result.is(n, Errno.EINTR));
        return n > 0 && b.getShort(14) == 0;
    }

    private void stop(Thread input) {
        try (Scratch s = Scratch.borrow()) {
            s.buffer().putLong(0, 1);
            RawSyscall.call(Syscall.WRITE, wake.number(), s.address(), 8);
        }
        boolean interrupted = false;
        while (input.isAlive()) {
            try {
                input.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
