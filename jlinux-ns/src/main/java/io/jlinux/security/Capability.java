package io.jlinux.security;

import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The capabilities of Linux; the ordinal is the kernel's number.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public enum Capability {
    CHOWN,
    DAC_OVERRIDE,
    DAC_READ_SEARCH,
    FOWNER,
    FSETID,
    KILL,
    SETGID,
    SETUID,
    SETPCAP,
    LINUX_IMMUTABLE,
    NET_BIND_SERVICE,
    NET_BROADCAST,
    NET_ADMIN,
    NET_RAW,
    IPC_LOCK,
    IPC_OWNER,
    SYS_MODULE,
    SYS_RAWIO,
    SYS_CHROOT,
    SYS_PTRACE,
    SYS_PACCT,
    SYS_ADMIN,
    SYS_BOOT,
    SYS_NICE,
    SYS_RESOURCE,
    SYS_TIME,
    SYS_TTY_CONFIG,
    MKNOD,
    LEASE,
    AUDIT_WRITE,
    AUDIT_CONTROL,
    SETFCAP,
    MAC_OVERRIDE,
    MAC_ADMIN,
    SYSLOG,
    WAKE_ALARM,
    BLOCK_SUSPEND,
    AUDIT_READ,
    PERFMON,
    BPF,
    CHECKPOINT_RESTORE;

    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private static final int PR_CAPBSET_READ = 23;

    /** The kernel's number. */
    public int number() {
        return ordinal();
    }

    /** {@code CAP_SYS_ADMIN}, as OCI configs and capsh write it. */
    public String kernelName() {
        return "CAP_" + name();
    }

    /** The capability that {@code name} names, with or without {@code CAP_}, in any case; empty where it is unknown. */
    public static Optional<Capability> parse(String name) {
        String n = name.toUpperCase(Locale.ROOT);
        if (n.startsWith("CAP_")) n = n.substring(4);
        for (Capability c : values()) {
            if (c.name().equals(n)) return Optional.of(c);
        }
        return Optional.empty();
    }

    /** One bit for each. */
    public static long mask(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability c : capabilities) mask |= 1L << c.ordinal();
        return mask;
    }

    /** What the calling thread may do now: its effective set, by capget(2). */
    public static Set<Capability> effective() {
        NativeBuffer b = NativeBuffer.allocate(32).putInt(0, LINUX_CAPABILITY_VERSION_3);
        RawSyscall.call(Syscall.CAPGET, b.address(), b.address() + 8);
        b.keepAlive();
        long mask = (b.getInt(8) & 0xffff_ffffL) | (long) b.getInt(20) << 32;
        return ofMask(mask);
    }

    /** What an execve of the calling thread may ever grant: its bounding set. */
    public static Set<Capability> bounding() {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability c : values()) {
            if (RawSyscall.call(Syscall.PRCTL, PR_CAPBSET_READ, c.ordinal()) == 1) set.add(c);
        }
        return set;
    }

    private static Set<Capability> ofMask(long mask) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability c : values()) {
            if ((mask >> c.ordinal() & 1) != 0) set.add(c);
        }
        return set;
    }
}
