package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A system call that waits for an answer. Its thread sleeps until one is given, or until a signal interrupts it; then it is no longer
 * {@linkplain #isValid() valid}, and an answer has no effect.
 *
 * <p>What is read of the caller's memory is what was there at that moment: another of its threads may have changed it before the
 * kernel reads it again. So {@link SeccompAnswer#proceed()} after a look at memory is no protection; doing the call in its place is.
 *
 * <p>Thread-safe; the first answer counts.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp_unotify.2.html">seccomp_unotify(2)</a>
 */
public final class SeccompNotification {
    private static final int PAGE = 4096;

    private final SeccompListener listener;
    private final long id;
    private final int pid;
    private final int number;
    private final int audit;
    private final long instructionPointer;
    private final long[] args;

    SeccompNotification(SeccompListener listener, NativeBuffer b) {
        this.listener = listener;
        this.id = b.getLong(0);
        this.pid = b.getInt(8);
        this.number = b.getInt(16);
        this.audit = b.getInt(20);
        this.instructionPointer = b.getLong(24);
        this.args = new long[6];
        for (int i = 0; i < 6; i++) args[i] = b.getLong(32 + 8 * i);
    }

    /** The kernel's number of this call, unique among those of its listener. */
    public long id() {
        return id;
    }

    /** The thread that makes the call, as this JVM's pid namespace sees it; 0 where it does not see it. */
    public int pid() {
        return pid;
    }

    /** Empty for one that this library does not know. */
    public Optional<SeccompArch> arch() {
        if (audit == SeccompArch.X86_64.audit()) {
            boolean x32 = (number & SeccompArch.X32_BIT) != 0;
            return Optional.of(x32 ? SeccompArch.X32 : SeccompArch.X86_64);
        }
        return Arrays.stream(SeccompArch.values())
                .filter(a -> a.audit() == audit)
                .findFirst();
    }

    /** The number of the call, as its architecture counts. */
    public int number() {
        return number;
    }

    /** The name of the call, such as {@code mkdirat}, or its number where it has none. */
    public String call() {
        return arch().flatMap(a -> a.name(number)).orElseGet(() -> Integer.toUnsignedString(number));
    }

    /** An argument, 0 to 5, as it is in the register. */
    public long arg(int index) {
        return args[index];
    }

    /** Where the program is. */
    public long instructionPointer() {
        return instructionPointer;
    }

    /** Whether the call still waits. */
    public boolean isValid() throws LinuxException {
        return listener.isValid(id);
    }

    /**
     * Reads the caller's memory by process_vm_readv(2), and makes sure afterwards that it was the caller's. Needs ptrace rights over it.
     *
     * @return up to {@code length} bytes; fewer where the memory ends
     * @throws LinuxException {@code ENOENT} when the call no longer waits, {@code EFAULT} for an address without memory, {@code EPERM}
     *     without rights
     */
    public byte[] read(long address, int length) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(Math.max(length, 1));
        long n = transfer(Syscall.PROCESS_VM_READV, b, address, length);
        requireValid("read memory of");
        return b.get(0, (int) Result.check(n, "read memory of", target()));
    }

    /**
     * The NUL-terminated string at an address, such as a path.
     *
     * @param max how many bytes it may have
     * @throws LinuxException as {@link #read}, and {@code ENAMETOOLONG} where there is no NUL within {@code max} bytes
     */
    public String readString(long address, int max) throws LinuxException {
        byte[] all = new byte[max + 1];
        int have = 0;
        while (have <= max) {
            int toPageEnd = (int) (PAGE - ((address + have) & (PAGE - 1)));
            byte[] piece = read(address + have, Math.min(toPageEnd, max + 1 - have));
            for (byte c : piece) {
                if (c == 0) return new String(all, 0, have, StandardCharsets.UTF_8);
                all[have++] = c;
            }
        }
        throw new LinuxException("read a string of", target(), Errno.ENAMETOOLONG.number());
    }

    /**
     * Writes the caller's memory by process_vm_writev(2), as a call does that is done in its place. Whether the caller is still there is
     * looked at before; it stays until it is answered or a signal interrupts it.
     *
     * @throws LinuxException as {@link #read}
     */
    public void write(long address, byte[] bytes) throws LinuxException {
        NativeBuffer b = NativeBuffer.allocate(Math.max(bytes.length, 1)).put(0, bytes);
        requireValid("write memory of");
        long n = transfer(Syscall.PROCESS_VM_WRITEV, b, address, bytes.length);
        if (Result.check(n, "write memory of", target()) != bytes.length) {
            throw new LinuxException("write memory of", target(), Errno.EFAULT.number());
        }
    }

    private long transfer(Syscall call, NativeBuffer buffer, long address, int length) {
        NativeBuffer vectors = NativeBuffer.allocate(32);
        vectors.putLong(0, buffer.address())
                .putLong(8, length)
                .putLong(16, address)
                .putLong(24, length);
        long n = RawSyscall.call(call, pid, vectors.address(), 1, vectors.address() + 16, 1, 0);
        vectors.keepAlive();
        buffer.keepAlive();
        return n;
    }

    private void requireValid(String operation) throws LinuxException {
        if (!isValid()) throw new LinuxException(operation, target(), Errno.ENOENT.number());
    }

    /**
     * Puts a copy of a descriptor into the caller (Linux 5.9). The caller goes on waiting.
     *
     * @param closeOnExec whether an execve of the caller closes it
     * @return its number there
     * @throws LinuxException {@code ENOENT} when the call no longer waits
     */
    public int addFd(Fd fd, boolean closeOnExec) throws LinuxException {
        return listener.addFd(id, fd, -1, closeOnExec, false, target());
    }

    /** As above, at a number of the caller's, in place of what is open there. */
    public void addFd(Fd fd, int number, boolean closeOnExec) throws LinuxException {
        if (number < 0) throw new IllegalArgumentException("not a descriptor: " + number);
        listener.addFd(id, fd, number, closeOnExec, false, target());
    }

    /**
     * Answers.
     *
     * @return false when the call no longer waits, or has been answered
     * @throws LinuxException for an answer that the kernel does not take
     */
    public boolean answer(SeccompAnswer answer) throws LinuxException {
        return listener.answer(id, answer, target());
    }

    private String target() {
        return call() + " of " + pid;
    }

    /** {@code mkdir(0x7ffc…, 0x1ff, …) of 4711}. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(call()).append('(');
        for (int i = 0; i < args.length; i++) s.append(i == 0 ? "0x" : ", 0x").append(Long.toHexString(args[i]));
        return s.append(") of ").append(pid).toString();
    }
}
