package io.jlinux.cgroup.file;

import static io.jlinux.sys.raw.Fcntl.AT_EMPTY_PATH;
import static io.jlinux.sys.raw.Fcntl.AT_REMOVEDIR;
import static io.jlinux.sys.raw.Fcntl.AT_SYMLINK_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDONLY;
import static io.jlinux.sys.raw.Fcntl.O_WRONLY;

import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One directory of a cgroup hierarchy, held by a descriptor: everything is done relative to it, so it stays this cgroup
 * whatever happens to the path.
 *
 * <p>The {@code try…} methods return the kernel's {@code -errno}; the others throw, with a hint. The paths of writing and
 * of reading a number make no garbage but the descriptor's. Thread-safe while it is open.
 */
public final class CgroupDir implements AutoCloseable {
    /** In the borrowed memory a file's name comes first, its content behind it. */
    private static final int DATA = 1024;

    private static final int DATA_SIZE = Scratch.SIZE - DATA;

    /** A page is 4096 bytes at least, and filled but for less than one pid. */
    private static final int LESS_THAN_A_PAGE = 4000;

    private static final int DT_DIR = 4;
    /** {@code W_OK | X_OK} of access(2). */
    private static final int WRITE_AND_SEARCH = 3;

    /** {@code struct stat} begins with the device and the inode on both architectures. */
    private static final int STAT_SIZE = 144;

    private final Fd fd;
    private final Path path;
    private final boolean lasting;
    private final @Nullable CgroupDir above;

    private CgroupDir(Fd fd, Path path, boolean lasting, @Nullable CgroupDir above) {
        this.fd = fd;
        this.path = path;
        this.lasting = lasting;
        this.above = above;
    }

    public static CgroupDir open(Path path) throws LinuxException {
        return new CgroupDir(Fd.open(path, O_PATH | O_DIRECTORY), path, false, null);
    }

    /** One that is never closed while its children are open, so that they need not open it again. */
    public static CgroupDir openLasting(Path path) throws LinuxException {
        return new CgroupDir(Fd.open(path, O_PATH | O_DIRECTORY), path, true, null);
    }

    /** The descriptor, {@code O_PATH}. */
    public Fd fd() {
        return fd;
    }

    /** What it was opened from, for messages. */
    public Path path() {
        return path;
    }

    public CgroupDir child(String name) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long r = openAt(s, name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
            Path child = path.resolve(name);
            if (RawSyscall.failed(r)) throw CgroupErrors.of(this, "open cgroup", child, "", (int) -r);
            return new CgroupDir(Fd.adopt((int) r, child.toString()), child, false, lasting ? this : null);
        }
    }

    /** A second owner of the same directory. */
    public CgroupDir duplicate() throws LinuxException {
        return new CgroupDir(fd.duplicate(), path, false, null);
    }

    /** The directory above; of a mount's root, what is outside of it. */
    public CgroupDir parent() throws LinuxException {
        Path up = path.getParent() == null ? path : path.getParent();
        return new CgroupDir(fd.openAt("..", O_PATH | O_DIRECTORY), up, false, null);
    }

    /** mkdirat(2) of a child, with mode 0755. */
    public long tryMkdir(String name) {
        try (Scratch s = Scratch.borrow()) {
            return RawSyscall.call(Syscall.MKDIRAT, fd.number(), s.string(0, name), 0755);
        }
    }

    public void mkdir(String name) throws LinuxException {
        checkMkdir(tryMkdir(name), name);
    }

    /** Throws for {@code result}, that of a {@link #tryMkdir}, where it is an error. */
    public void checkMkdir(long result, String name) throws LinuxException {
        if (RawSyscall.failed(result)) {
            throw CgroupErrors.of(this, "create cgroup", path.resolve(name), "", (int) -result);
        }
    }

    /** unlinkat(2) of a child cgroup, which must have neither processes nor children. */
    public long tryRmdir(String name) {
        try (Scratch s = Scratch.borrow()) {
            return RawSyscall.call(Syscall.UNLINKAT, fd.number(), s.string(0, name), AT_REMOVEDIR);
        }
    }

    /**
     * Removes this cgroup from the one above, with a check that what has its name there is still this one.
     *
     * @return 0 as well where it is gone already
     */
    public long tryRemove() throws LinuxException {
        if (above != null) return above.tryRemove(this);
        try (CgroupDir up = parent()) {
            return up.tryRemove(this);
        }
    }

    private long tryRemove(CgroupDir child) {
        try (Scratch s = Scratch.borrow()) {
            long name = s.string(0, String.valueOf(child.path.getFileName()));
            long itself = s.string(DATA, "");
            long there = DATA + 16;
            long here = there + STAT_SIZE;
            long r = RawSyscall.call(Syscall.NEWFSTATAT, fd.number(), name, s.address() + there, AT_SYMLINK_NOFOLLOW);
            if (Result.is(r, Errno.ENOENT)) return 0;
            if (RawSyscall.failed(r)) return r;
            r = RawSyscall.call(Syscall.NEWFSTATAT, child.fd.number(), itself, s.address() + here, AT_EMPTY_PATH);
            if (RawSyscall.failed(r)) return r;
            boolean same = s.buffer().getLong((int) there) == s.buffer().getLong((int) here)
                    && s.buffer().getLong((int) there + 8) == s.buffer().getLong((int) here + 8);
            if (!same) return 0;
            r = RawSyscall.call(Syscall.UNLINKAT, fd.number(), name, AT_REMOVEDIR);
            return Result.is(r, Errno.ENOENT) ? 0 : r;
        }
    }

    /** Whether the cgroup has this file (or child). */
    public boolean has(String file) {
        try (Scratch s = Scratch.borrow()) {
            return RawSyscall.call(Syscall.FACCESSAT, fd.number(), s.string(0, file), 0) == 0;
        }
    }

    /** Whether this process may make children here. */
    public boolean isWritable() {
        try (Scratch s = Scratch.borrow()) {
            return RawSyscall.call(Syscall.FACCESSAT, fd.number(), s.string(0, "."), WRITE_AND_SEARCH) == 0;
        }
    }

    /** Whether the cgroup has been removed: its directory is there no more, only our descriptor. */
    public boolean isGone() {
        try (Scratch s = Scratch.borrow()) {
            Ascii.putTerminated(s.buffer(), 0, "cgroup.procs");
            return RawSyscall.call(Syscall.FACCESSAT, fd.number(), s.address(), 0) != 0;
        }
    }

    public long tryWrite(String file, long value) {
        try (Scratch s = Scratch.borrow()) {
            return writeTo(s, file, Ascii.put(s.buffer(), DATA, value));
        }
    }

    public long tryWrite(String file, String value) {
        if (value.length() > DATA_SIZE) throw new IllegalArgumentException("too long for " + file);
        try (Scratch s = Scratch.borrow()) {
            return writeTo(s, file, Ascii.put(s.buffer(), DATA, value));
        }
    }

    private long writeTo(Scratch s, String file, int length) {
        Ascii.putTerminated(s.buffer(), 0, file);
        long f = RawSyscall.call(Syscall.OPENAT, fd.number(), s.address(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
        if (RawSyscall.failed(f)) return f;
        long n;
        do n = RawSyscall.call(Syscall.WRITE, f, s.address() + DATA, length);
        while (Result.is(n, Errno.EINTR));
        RawSyscall.call(Syscall.CLOSE, f);
        return n;
    }

    public void write(String file, String value) throws LinuxException {
        checkWrite(tryWrite(file, value), file, value);
    }

    /** Throws for {@code result}, that of a {@code tryWrite} of {@code value}, where it is an error. */
    public void checkWrite(long result, String file, Object value) throws LinuxException {
        if (RawSyscall.failed(result)) {
            String operation = "write '" + value.toString().strip() + "' to";
            throw CgroupErrors.of(this, operation, path.resolve(file), file, (int) -result);
        }
    }

    /**
     * The content of a file; empty where the cgroup has none of this name, or has it no longer: its controller may be disabled
     * between the open and the read.
     *
     * @throws LinuxException {@code ENOENT} or {@code ENODEV} where the cgroup itself is gone
     */
    public Optional<String> read(String file) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long f = openAt(s, file, O_RDONLY | O_NOFOLLOW);
            if (isMissing(f)) return Optional.empty();
            if (RawSyscall.failed(f)) throw CgroupErrors.of(this, "read", path.resolve(file), file, (int) -f);
            try {
                long n = readSome(s, f, file);
                if (n < 0) return Optional.empty();
                byte[] first = s.buffer().get(DATA, (int) n);
                if (n < (isList(file) ? LESS_THAN_A_PAGE : DATA_SIZE / 2))
                    return Optional.of(new String(first, StandardCharsets.UTF_8));
                ByteArrayOutputStream all = new ByteArrayOutputStream(2 * DATA_SIZE);
                all.write(first, 0, first.length);
                for (n = readSome(s, f, file); n > 0; n = readSome(s, f, file)) {
                    all.write(s.buffer().get(DATA, (int) n), 0, (int) n);
                }
                if (n < 0) return Optional.empty();
                return Optional.of(all.toString(StandardCharsets.UTF_8));
            } finally {
                RawSyscall.call(Syscall.CLOSE, f);
            }
        }
    }

    /** Those that the kernel gives page by page; of all others a read gives as much as there is room for. */
    private static boolean isList(String file) {
        return file.equals("cgroup.procs") || file.equals("cgroup.threads") || file.equals("tasks");
    }

    /**
     * Whether the file of {@code result}, that of an open, is not there, while the cgroup is: {@code ENODEV} is said of one that is just
     * going, with its controller.
     */
    public boolean isMissing(long result) {
        return (Result.is(result, Errno.ENOENT) || Result.is(result, Errno.ENODEV)) && !isGone();
    }

    /** Returns -1 where the file went away with its controller. */
    private long readSome(Scratch s, long f, String file) throws LinuxException {
        long n;
        do n = RawSyscall.call(Syscall.READ, f, s.address() + DATA, DATA_SIZE);
        while (Result.is(n, Errno.EINTR));
        if (Result.is(n, Errno.ENODEV) && !isGone()) return -1;
        if (RawSyscall.failed(n)) throw CgroupErrors.of(this, "read", path.resolve(file), file, (int) -n);
        return n;
    }

    /** The number in a file, {@code max} being {@link Ascii#MAX}; empty where the cgroup has no such file. */
    public OptionalLong readNumber(String file) throws LinuxException {
        try (Scratch s = Scratch.borrow()) {
            long f = openAt(s, file, O_RDONLY | O_NOFOLLOW);
            if (isMissing(f)) return OptionalLong.empty();
            if (RawSyscall.failed(f)) throw CgroupErrors.of(this, "read", path.resolve(file), file, (int) -f);
            try {
                long n = readSome(s, f, file);
                return n < 0 ? OptionalLong.empty() : OptionalLong.of(Ascii.parse(s.buffer(), DATA, (int) n));
            } finally {
                RawSyscall.call(Syscall.CLOSE, f);
            }
        }
    }

    private long openAt(Scratch s, String name, int flags) {
        return RawSyscall.call(Syscall.OPENAT, fd.number(), s.string(0, name), flags | O_CLOEXEC);
    }

    /** The pids in {@code cgroup.procs}: processes of this cgroup itself; 0 stands for one outside our pid namespace. */
    public List<Long> processes() throws LinuxException {
        return read("cgroup.procs")
                .map(text -> text.lines().map(Long::valueOf).toList())
                .orElse(List.of());
    }

    /** The names of the child cgroups; getdents64(2). */
    public List<String> children() throws LinuxException {
        List<String> names = new ArrayList<>();
        try (Fd dir = fd.openAt(".", O_RDONLY | O_DIRECTORY);
                Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer();
            while (true) {
                long n = RawSyscall.call(Syscall.GETDENTS64, dir.number(), s.address(), Scratch.SIZE);
                if (RawSyscall.failed(n)) throw CgroupErrors.of(this, "list", path, "cgroup.procs", (int) -n);
                if (n == 0) return names;
                for (int at = 0; at < n; at += b.getShort(at + 16)) {
                    String name = b.getString(at + 19);
                    if (b.getByte(at + 18) == DT_DIR && !name.equals(".") && !name.equals("..")) names.add(name);
                }
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
