package io.jlinux.cgroup.v2;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device program of a v2 cgroup; bpf(2). Programs that others attached stay: the kernel asks all of them, and those of
 * the cgroups above.
 *
 * <p>Ours is known by its name, so that it is found again by another JVM. The cgroup keeps it until it is removed.
 */
public final class DeviceBpf {
    private static final String NAME = "jlinux_devices";

    private static final int PROG_LOAD = 5;
    private static final int PROG_ATTACH = 8;
    private static final int PROG_DETACH = 9;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int PROG_QUERY = 16;

    private static final int TYPE_CGROUP_DEVICE = 15;
    private static final int ATTACH_CGROUP_DEVICE = 6;
    private static final int ALLOW_MULTI = 2;
    private static final int REPLACE = 4;

    /** Longer than any part of {@code union bpf_attr} that is used here; the kernel wants zeros behind what it knows. */
    private static final int ATTR = 72;
    /** The kernel attaches no more to one cgroup. */
    private static final int MAX_PROGRAMS = 64;

    private static final int INFO_SIZE = 80;
    private static final int INFO_NAME = 64;
    private static final int LOG_SIZE = 64 * 1024;
    private static final int QUOTED = 1000;
    private static final int ATTEMPTS = 5;

    private static final String RIGHTS =
            "device rules of cgroup v2 are a BPF program, for which CAP_SYS_ADMIN, or CAP_BPF"
                    + " with CAP_NET_ADMIN, is needed in the initial user namespace";

    private DeviceBpf() {}

    /** Loads {@code code} and puts it in the place of the one that was set before; there is no moment without either. */
    public static void set(CgroupDir dir, byte[] code) throws LinuxException {
        try (Fd program = load(dir, code)) {
            List<Fd> before = ours(dir);
            try {
                replace(dir, program, before);
            } finally {
                before.forEach(Fd::close);
            }
        }
    }

    private static void replace(CgroupDir dir, Fd program, List<Fd> before) throws LinuxException {
        List<Fd> left = new ArrayList<>(before);
        long r = -Errno.EINVAL.number();
        if (!left.isEmpty())
            r = attach(dir, program, ALLOW_MULTI | REPLACE, left.get(0).number());
        if (r == 0) left.remove(0);
        // before Linux 5.6 nothing can be replaced: for a moment both must allow
        else if (Result.is(r, Errno.EINVAL)) r = attach(dir, program, ALLOW_MULTI, 0);
        if (RawSyscall.failed(r)) throw refused("attach device program to", dir, r, null);
        for (Fd old : left) {
            r = attachment(PROG_DETACH, dir, old, 0, 0);
            if (RawSyscall.failed(r)) throw refused("detach old device program from", dir, r, null);
        }
    }

    private static long attach(CgroupDir dir, Fd program, int flags, int replaced) {
        return attachment(PROG_ATTACH, dir, program, flags, replaced);
    }

    private static long attachment(int command, CgroupDir dir, Fd program, int flags, int replaced) {
        try (Scratch s = Scratch.borrow()) {
            clear(s.buffer(), ATTR)
                    .putInt(0, dir.fd().number())
                    .putInt(4, program.number())
                    .putInt(8, ATTACH_CGROUP_DEVICE)
                    .putInt(12, flags)
                    .putInt(16, replaced);
            return bpf(command, s.address());
        }
    }

    static Fd load(CgroupDir dir, byte[] code) throws LinuxException {
        long r = load(code, null);
        if (!RawSyscall.failed(r)) return Fd.adopt((int) r, NAME);
        if (Result.is(r, Errno.EPERM) || Result.is(r, Errno.ENOSYS))
            throw refused("load device program for", dir, r, null);
        NativeBuffer log = NativeBuffer.allocate(LOG_SIZE);
        long again = load(code, log);
        if (!RawSyscall.failed(again)) return Fd.adopt((int) again, NAME);
        String said = log.getString(0).strip();
        throw refused("load device program for", dir, r, said.isEmpty() ? null : "the verifier says: " + last(said));
    }

    private static String last(String text) {
        return text.length() <= QUOTED ? text : "…" + text.substring(text.length() - QUOTED);
    }

    /** @param log where the verifier says what it does not like, or null */
    private static long load(byte[] code, @Nullable NativeBuffer log) {
        int license = ATTR;
        int instructions = ATTR + 16;
        NativeBuffer b = NativeBuffer.allocate(instructions + code.length);
        b.put(instructions, code).putString(license, "Apache-2.0");
        b.putInt(0, TYPE_CGROUP_DEVICE)
                .putInt(4, code.length / BpfCode.SIZE)
                .putLong(8, b.address() + instructions)
                .putLong(16, b.address() + license);
        if (log != null) b.putInt(24, 1).putInt(28, LOG_SIZE).putLong(32, log.address());
        b.putString(48, NAME);
        long r;
        int attempt = 0;
        do r = bpf(PROG_LOAD, b.address());
        while (Result.is(r, Errno.EAGAIN) && ++attempt < ATTEMPTS); // the verifier gives up when a signal is pending
        b.keepAlive();
        if (log != null) log.keepAlive();
        return r;
    }

    /** Descriptors of those attached to this cgroup itself that were loaded here, by whichever process. */
    private static List<Fd> ours(CgroupDir dir) throws LinuxException {
        List<Fd> ours = new ArrayList<>();
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = clear(s.buffer(), ATTR);
            b.putInt(0, dir.fd().number())
                    .putInt(4, ATTACH_CGROUP_DEVICE)
                    .putLong(16, s.address() + ATTR)
                    .putInt(24, MAX_PROGRAMS);
            long r = bpf(PROG_QUERY, s.address());
            if (RawSyscall.failed(r)) throw refused("list device programs of", dir, r, null);
            int[] ids = new int[b.getInt(24)];
            for (int i = 0; i < ids.length; i++) ids[i] = b.getInt(ATTR + 4 * i);
            for (int id : ids) {
                clear(b, ATTR).putInt(0, id);
                r = bpf(PROG_GET_FD_BY_ID, s.address());
                if (Result.is(r, Errno.ENOENT)) continue; // it has just been detached
                if (RawSyscall.failed(r)) throw refused("look at a device program of", dir, r, null);
                Fd program = Fd.adopt((int) r, "bpf program " + id);
                if (name(s, program).equals(NAME)) ours.add(program);
                else program.close();
            }
            return ours;
        } catch (LinuxException | RuntimeException e) {
            ours.forEach(Fd::close);
            throw e;
        }
    }

    private static String name(Scratch s, Fd program) {
        NativeBuffer b = clear(s.buffer(), ATTR + INFO_SIZE);
        b.putInt(0, program.number()).putInt(4, INFO_SIZE).putLong(8, s.address() + ATTR);
        return RawSyscall.failed(bpf(OBJ_GET_INFO_BY_FD, s.address())) ? "" : b.getString(ATTR + INFO_NAME);
    }

    private static NativeBuffer clear(NativeBuffer b, int size) {
        for (int i = 0; i < size; i += 8) b.putLong(i, 0);
        return b;
    }

    private static long bpf(int command, long attr) {
        return RawSyscall.call(Syscall.BPF, command, attr, ATTR);
    }

    private static LinuxException refused(String operation, CgroupDir dir, long r, @Nullable String detail) {
        int errno = (int) -r;
        String hint = switch (Errno.of(errno)) {
            case EPERM ->
                operation.startsWith("attach")
                        ? RIGHTS + "; or a cgroup above has a program that forbids others below it"
                        : RIGHTS + "; before Linux 5.11 also room in RLIMIT_MEMLOCK";
            case ENOSYS, EINVAL -> "the kernel needs CONFIG_BPF_SYSCALL and CONFIG_CGROUP_BPF, Linux 4.15";
            default -> null;
        };
        return new LinuxException(operation, dir.toString(), errno, detail, hint);
    }
}
