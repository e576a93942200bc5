package io.jlinux.security;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The execution domain of a process. A value; it survives execve, but not of a program that changes the user.
 *
 * @param domain what the kernel pretends to be
 * @param flags what it does differently
 * @see <a href="https://man7.org/linux/man-pages/man2/personality.2.html">personality(2)</a>
 */
public record Personality(Domain domain, Set<Flag> flags) {
    /** The domains that programs of today meet. */
    public enum Domain {
        LINUX(0),
        /** {@code uname -m} names the 32-bit machine. */
        LINUX32(8);

        private final int number;

        Domain(int number) {
            this.number = number;
        }
    }

    /** Flags for compatibility. */
    public enum Flag {
        UNAME26(0x0020000),
        /** Addresses are the same at each run: for debuggers, at the price of safety. */
        ADDR_NO_RANDOMIZE(0x0040000),
        FDPIC_FUNCPTRS(0x0080000),
        MMAP_PAGE_ZERO(0x0100000),
        ADDR_COMPAT_LAYOUT(0x0200000),
        READ_IMPLIES_EXEC(0x0400000),
        ADDR_LIMIT_32BIT(0x0800000),
        SHORT_INODE(0x1000000),
        WHOLE_SECONDS(0x2000000),
        STICKY_TIMEOUTS(0x4000000),
        ADDR_LIMIT_3GB(0x8000000);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    public Personality {
        flags = Set.copyOf(flags);
    }

    /** That domain with these flags. */
    public static Personality of(Domain domain, Flag... flags) {
        return new Personality(domain, Set.of(flags));
    }

    /** The kernel's number. */
    public long value() {
        long v = domain.number;
        for (Flag f : flags) v |= f.bit;
        return v;
    }

    /** {@code PER_LINUX32|ADDR_NO_RANDOMIZE}. */
    @Override
    public String toString() {
        String names = new TreeSet<>(flags).stream().map(f -> "|" + f).collect(Collectors.joining());
        return "PER_" + domain + names;
    }
}
