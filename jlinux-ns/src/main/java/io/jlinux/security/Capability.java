package io.jlinux.security;

import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A capability of Linux. Those that have a name here are constants; a newer kernel's is known by its number.
 *
 * @param number the kernel's number, 0 to 63
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record Capability(int number) implements Comparable<Capability> {
    private static final String[] NAMES = {
        "CHOWN",
        "DAC_OVERRIDE",
        "DAC_READ_SEARCH",
        "FOWNER",
        "FSETID",
        "KILL",
        "SETGID",
        "SETUID",
        "SETPCAP",
        "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE",
        "NET_BROADCAST",
        "NET_ADMIN",
        "NET_RAW",
        "IPC_LOCK",
        "IPC_OWNER",
        "SYS_MODULE",
        "SYS_RAWIO",
        "SYS_CHROOT",
        "SYS_PTRACE",
        "SYS_PACCT",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_NICE",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "MKNOD",
        "LEASE",
        "AUDIT_WRITE",
        "AUDIT_CONTROL",
        "SETFCAP",
        "MAC_OVERRIDE",
        "MAC_ADMIN",
        "SYSLOG",
        "WAKE_ALARM",
        "BLOCK_SUSPEND",
        "AUDIT_READ",
        "PERFMON",
        "BPF",
        "CHECKPOINT_RESTORE"
    };

    /** How many numbers the kernel has room for: its sets are 64 bits. */
    private static final int MAX = 64;

    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;
    private static final int PR_CAPBSET_READ = 23;

    public static final Capability CHOWN = new Capability(0);
    public static final Capability DAC_OVERRIDE = new Capability(1);
    public static final Capability DAC_READ_SEARCH = new Capability(2);
    public static final Capability FOWNER = new Capability(3);
    public static final Capability FSETID = new Capability(4);
    public static final Capability KILL = new Capability(5);
    public static final Capability SETGID = new Capability(6);
    public static final Capability SETUID = new Capability(7);
    public static final Capability SETPCAP = new Capability(8);
    public static final Capability LINUX_IMMUTABLE = new Capability(9);
    public static final Capability NET_BIND_SERVICE = new Capability(10);
    public static final Capability NET_BROADCAST = new Capability(11);
    public static final Capability NET_ADMIN = new Capability(12);
    public static final Capability NET_RAW = new Capability(13);
    public static final Capability IPC_LOCK = new Capability(14);
    public static final Capability IPC_OWNER = new Capability(15);
    public static final Capability SYS_MODULE = new Capability(16);
    public static final Capability SYS_RAWIO = new Capability(17);
    public static final Capability SYS_CHROOT = new Capability(18);
    public static final Capability SYS_PTRACE = new Capability(19);
    public static final Capability SYS_PACCT = new Capability(20);
    public static final Capability SYS_ADMIN = new Capability(21);
    public static final Capability SYS_BOOT = new Capability(22);
    public static final Capability SYS_NICE = new Capability(23);
    public static final Capability SYS_RESOURCE = new Capability(24);
    public static final Capability SYS_TIME = new Capability(25);
    public static final Capability SYS_TTY_CONFIG = new Capability(26);
    public static final Capability MKNOD = new Capability(27);
    public static final Capability LEASE = new Capability(28);
    public static final Capability AUDIT_WRITE = new Capability(29);
    public static final Capability AUDIT_CONTROL = new Capability(30);
    public static final Capability SETFCAP = new Capability(31);
    public static final Capability MAC_OVERRIDE = new Capability(32);
    public static final Capability MAC_ADMIN = new Capability(33);
    public static final Capability SYSLOG = new Capability(34);
    public static final Capability WAKE_ALARM = new Capability(35);
    public static final Capability BLOCK_SUSPEND = new Capability(36);
    public static final Capability AUDIT_READ = new Capability(37);
    public static final Capability PERFMON = new Capability(38);
    public static final Capability BPF = new Capability(39);
    public static final Capability CHECKPOINT_RESTORE = new Capability(40);

    public Capability {
        if (number < 0 || number >= MAX)
            throw new IllegalArgumentException("not the number of a capability: " + number);
    }

    /** All that have a name here, by number; the running kernel may have fewer or more. */
    public static SortedSet<Capability> known() {
        return ofMask((1L << NAMES.length) - 1);
    }

    /** {@code SYS_ADMIN}; the number where it has no name here. */
    public String name() {
        return number < NAMES.length ? NAMES[number] : Integer.toString(number);
    }

    /** {@code CAP_SYS_ADMIN}, as OCI configs and capsh write it; {@code CAP_57} where it has no name here. */
    public String kernelName() {
        return "CAP_" + name();
    }

    /**
     * The capability that {@code text} names, with or without {@code CAP_}, in any case, or by its number; empty where it is
     * unknown.
     */
    public static Optional<Capability> parse(String text) {
        String n = text.toUpperCase(Locale.ROOT);
        if (n.startsWith("CAP_")) n = n.substring(4);
        for (int i = 0; i < MAX; i++) {
            if (new Capability(i).name().equals(n) || Integer.toString(i).equals(n)) {
                return Optional.of(new Capability(i));
            }
        }
        return Optional.empty();
    }

    /** One bit for each. */
    public static long mask(Collection<Capability> capabilities) {
        long mask = 0;
        for (Capability c : capabilities) mask |= 1L << c.number;
        return mask;
    }

    /** Those whose bits are set, by number; the opposite of {@link #mask}. */
    public static SortedSet<Capability> ofMask(long mask) {
        SortedSet<Capability> set = new TreeSet<>();
        for (int i = 0; i < MAX; i++) {
            if ((mask >> i & 1) != 0) set.add(new Capability(i));
        }
        return set;
    }

    /** What the calling thread may do now: its effective set, by capget(2). */
    public static Set<Capability> effective() {
        return ofMask(effectiveMask());
    }

    /** Whether the calling thread may now do all that is in {@code mask}, as {@link #mask} makes it. */
    public static boolean areEffective(long mask) {
        return (effectiveMask() & mask) == mask;
    }

    private static long effectiveMask() {
        try (Scratch s = Scratch.borrow()) {
            NativeBuffer b = s.buffer().putInt(0, LINUX_CAPABILITY_VERSION_3).putInt(4, 0);
            // where it fails, nothing is known to be there
            b.putLong(8, 0).putLong(16, 0).putLong(24, 0);
            RawSyscall.call(Syscall.CAPGET, b.address(), b.address() + 8);
            return (b.getInt(8) & 0xffff_ffffL) | (long) b.getInt(20) << 32;
        }
    }

    /** What an execve of the calling thread may ever grant: its bounding set, by prctl(2). */
    public static Set<Capability> bounding() {
        SortedSet<Capability> set = new TreeSet<>();
        for (int i = 0; i < MAX; i++) {
            long r = RawSyscall.call(Syscall.PRCTL, PR_CAPBSET_READ, i);
            if (RawSyscall.failed(r)) break; // EINVAL: the kernel has no more
            if (r == 1) set.add(new Capability(i));
        }
        return set;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Capability c && number == c.number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public int compareTo(Capability other) {
        return Integer.compare(number, other.number);
    }

    /** As {@link #kernelName()}. */
    @Override
    public String toString() {
        return kernelName();
    }
}
