package io.jlinux.net.rootless;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;

/**
 * A pipe between this JVM and a helper, whose reads do not wait; pipe2(2).
 *
 * @param out is read
 * @param in is written
 */
record Pipe(Fd out, Fd in) implements AutoCloseable {
    static Pipe open(String label) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            int flags = Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
            Result.check(RawSyscall.call(Syscall.PIPE2, s.address(), flags), "make pipe", label);
            return new Pipe(
                    Fd.adopt(s.buffer().getInt(0), label), Fd.adopt(s.buffer().getInt(4), label));
        }
    }

    @Override
    public void close() {
        out.close();
        in.close();
    }
}
