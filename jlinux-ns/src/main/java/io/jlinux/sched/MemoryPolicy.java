package io.jlinux.sched;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which memory nodes (NUMA) a process gets its memory from. A value; it is inherited and survives execve.
 *
 * @param mode how nodes are chosen
 * @param nodes the nodes; empty for {@code DEFAULT} and {@code LOCAL}, and with {@code PREFERRED} for the local one
 * @param flags how nodes are counted, and whether pages may be moved
 * @see <a href="https://man7.org/linux/man-pages/man2/set_mempolicy.2.html">set_mempolicy(2)</a>
 */
public record MemoryPolicy(Mode mode, SortedSet<Integer> nodes, Set<Flag> flags) {
    /** The modes; the ordinal is the kernel's number. */
    public enum Mode {
        /** What the system does by itself. */
        DEFAULT,
        /** From this node first. */
        PREFERRED,
        /** From these nodes only. */
        BIND,
        /** Page by page from one after the other. */
        INTERLEAVE,
        /** From the node of the processor that asks. */
        LOCAL,
        /** From these nodes first (Linux 5.15). */
        PREFERRED_MANY,
        /** As INTERLEAVE, by the weights of {@code /sys/kernel/mm/mempolicy} (Linux 6.9). */
        WEIGHTED_INTERLEAVE
    }

    /** Flags of the mode. */
    public enum Flag {
        /** BIND only: pages may be moved between the nodes (Linux 5.12). */
        NUMA_BALANCING(13),
        /** Nodes count within those that the cpuset allows. */
        RELATIVE_NODES(14),
        /** Nodes are the machine's, also when the cpuset changes. */
        STATIC_NODES(15);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }
    }

    public MemoryPolicy {
        nodes = NumberList.copy(nodes);
        flags = flags.isEmpty() ? Set.of() : Set.copyOf(flags);
        boolean none = mode == Mode.DEFAULT || mode == Mode.LOCAL;
        if (none && !nodes.isEmpty()) throw new IllegalArgumentException(mode + " takes no nodes: " + nodes);
        if (!none && mode != Mode.PREFERRED && nodes.isEmpty())
            throw new IllegalArgumentException(mode + " of no node");
        if (flags.contains(Flag.RELATIVE_NODES) && flags.contains(Flag.STATIC_NODES)) {
            throw new IllegalArgumentException("nodes cannot be both static and relative");
        }
        if (flags.contains(Flag.NUMA_BALANCING) && mode != Mode.BIND && mode != Mode.PREFERRED_MANY) {
            throw new IllegalArgumentException("NUMA_BALANCING is for BIND and PREFERRED_MANY");
        }
    }

    /** The mode, and nodes as a list such as {@code 0-1,3}. */
    public static MemoryPolicy of(Mode mode, String nodes, Flag... flags) {
        Set<Flag> set = EnumSet.noneOf(Flag.class);
        set.addAll(Set.of(flags));
        return new MemoryPolicy(mode, NumberList.parse(nodes), set);
    }

    /** What the system does by itself. */
    public static MemoryPolicy systemDefault() {
        return new MemoryPolicy(Mode.DEFAULT, new TreeSet<>(), Set.of());
    }

    /** The kernel's number of mode and flags. */
    public int kernelMode() {
        int m = mode.ordinal();
        for (Flag f : flags) m |= 1 << f.bit;
        return m;
    }

    /** The kernel's mask of the nodes. */
    public byte[] mask() {
        return NumberList.mask(nodes);
    }

    /** {@code MPOL_BIND 0-1}. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("MPOL_" + mode);
        for (Flag f : new TreeSet<>(flags)) s.append("|MPOL_F_").append(f.name().toUpperCase(Locale.ROOT));
        if (!nodes.isEmpty()) s.append(' ').append(NumberList.text(nodes));
        return s.toString();
    }
}
