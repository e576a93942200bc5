package io.jlinux.spawn.tape;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Arch;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;

/**
 * The stub as a file: a static ELF program of a few hundred bytes in a sealed memfd.
 *
 * <p>It is both what children exec when they must not share the JVM's memory, and what Java maps (read and execute,
 * never writable) to call the stub itself. One per JVM, made at the first spawn.
 */
final class StubImage {
    /** Where the image maps its tape; the same constants are in stub.S. */
    static final long TAPE_BASE = 0x10_0000_0000L;

    static final int TAPE_MAX = 0x200_0000;

    private static final long LOAD_ADDRESS = 0x400000;
    private static final int CODE_OFFSET = 64 + 2 * 56;
    private static final int PROT_READ_EXEC = 1 | 4;
    private static final int MAP_PRIVATE = 2;

    private final Fd file;
    private final long start;

    private StubImage(Fd file, long start) {
        this.file = file;
        this.start = start;
    }

    private static final class Holder {
        static final StubImage INSTANCE = create();

        private static StubImage create() {
            try {
                return StubImage.create();
            } catch (LinuxException e) {
                throw new IllegalStateException("the spawn engine cannot be set up: " + e.getMessage(), e);
            }
        }
    }

    static StubImage get() {
        return Holder.INSTANCE;
    }

    /** The sealed program, for execveat(2). */
    Fd file() {
        return file;
    }

    /** The address of {@code long start(header *)}. */
    long start() {
        return start;
    }

    private static StubImage create() throws LinuxException {
        byte[] elf = elf(Arch.current());
        Fd file = sealed("jlinux-stub", elf);
        try {
            long map = RawSyscall.call(Syscall.MMAP, 0, elf.length, PROT_READ_EXEC, MAP_PRIVATE, file.number(), 0);
            Result.check(map, "map", "the stub");
            return new StubImage(file, map + CODE_OFFSET + StubCode.START);
        } catch (LinuxException e) {
            file.close();
            throw e;
        }
    }

    /** A program in a memfd that nobody can change any more. */
    static Fd sealed(String name, byte[] elf) throws LinuxException {
        Fd file = memfd(name, Fcntl.MFD_CLOEXEC | Fcntl.MFD_ALLOW_SEALING, true);
        try {
            NativeBuffer content = NativeBuffer.allocate(elf.length).put(0, elf);
            long n = RawSyscall.call(Syscall.WRITE, file.number(), content.address(), elf.length);
            content.keepAlive();
            Result.check(n, "write", name);
            int seals = Fcntl.F_SEAL_WRITE | Fcntl.F_SEAL_GROW | Fcntl.F_SEAL_SHRINK | Fcntl.F_SEAL_SEAL;
            Result.check(RawSyscall.call(Syscall.FCNTL, file.number(), Fcntl.F_ADD_SEALS, seals), "seal", name);
            return file;
        } catch (LinuxException e) {
            file.close();
            throw e;
        }
    }

    /** A new memfd at a number of at least 3; {@code exec} asks for one that may be executed, where that can be said. */
    static Fd memfd(String name, int flags, boolean exec) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long fd = RawSyscall.call(Syscall.MEMFD_CREATE, s.string(0, name), flags | (exec ? Fcntl.MFD_EXEC : 0));
            if (exec && Result.is(fd, Errno.EINVAL)) {
                fd = RawSyscall.call(Syscall.MEMFD_CREATE, s.address(), flags); // before Linux 6.3
            }
            if (Result.is(fd, Errno.EACCES)) {
                throw new LinuxException(
                        "memfd_create",
                        name,
                        Errno.EACCES.number(),
                        null,
                        "sysctl vm.memfd_noexec=2 forbids executable memfds; JLinux needs 0 or 1");
            }
            Result.check(fd, "memfd_create", name);
            return Fd.adopt((int) fd, name);
        }
    }

    /** A static ELF64 program with one read-execute segment, entered at {@link StubCode#IMAGE}. */
    static byte[] elf(Arch arch) {
        return elf(arch, StubCode.of(arch), StubCode.IMAGE);
    }

    /** The same of any code, entered at that offset. */
    static byte[] elf(Arch arch, byte[] code, int entry) {
        int size = CODE_OFFSET + code.length;
        NativeBuffer b = NativeBuffer.allocate(size);
        b.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        b.putShort(16, 2).putShort(18, arch == Arch.AARCH64 ? 183 : 62).putInt(20, 1);
        b.putLong(24, LOAD_ADDRESS + CODE_OFFSET + entry).putLong(32, 64);
        b.putShort(52, 64).putShort(54, 56).putShort(56, 2);
        segment(b, 64, 1, 5, LOAD_ADDRESS, size, 4096);
        segment(b, 64 + 56, 0x6474e551, 6, 0, 0, 16); // PT_GNU_STACK: not executable
        b.put(CODE_OFFSET, code);
        return b.get(0, size);
    }

    private static void segment(NativeBuffer b, int at, int type, int flags, long address, long size, long align) {
        b.putInt(at, type).putInt(at + 4, flags).putLong(at + 16, address).putLong(at + 24, address);
        b.putLong(at + 32, size).putLong(at + 40, size).putLong(at + 48, align == 4096 ? 65536 : align);
    }
}
