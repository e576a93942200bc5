package io.jlinux.net.sysctl;

/**
 * Ids of groups from one to another, both included.
 *
 * @param first 0 to 2³²-2
 * @param last not less than the first, unless it is {@link #NOBODY}
 * @see <a href="https://man7.org/linux/man-pages/man7/icmp.7.html">icmp(7), ping_group_range</a>
 */
public record GroupRange(long first, long last) {
    /** No group at all, which the kernel writes as {@code 1 0}. */
    public static final GroupRange NOBODY = new GroupRange(1, 0);

    /** Every group. */
    public static final GroupRange EVERYBODY = new GroupRange(0, 0x7fff_ffffL);

    private static final long MAX = 0xffff_fffeL;

    public GroupRange {
        boolean none = first == 1 && last == 0;
        if (!none && (first < 0 || last > MAX || first > last)) throw new IllegalArgumentException(first + "-" + last);
    }

    /** In a user namespace the kernel shows ids that are not mapped there, and an order that is none. */
    static GroupRange known(long first, long last) {
        return first > last ? NOBODY : new GroupRange(first, last);
    }

    /** Whether it is this group or among them. */
    public boolean contains(long group) {
        return group >= first && group <= last;
    }
}
