package io.jlinux.sched;

/**
 * The priority of a process' disk I/O. A value. Schedulers that know priorities (BFQ, mq-deadline) heed it.
 *
 * @param ioClass the class
 * @param level 0 (first) to 7 (last) within the class; 0 for {@code IDLE} and {@code NONE}
 * @see <a href="https://man7.org/linux/man-pages/man2/ioprio_set.2.html">ioprio_set(2)</a>
 */
public record IoPriority(IoClass ioClass, int level) {
    private static final int CLASS_SHIFT = 13;

    /** The classes; the ordinal is the kernel's number. */
    public enum IoClass {
        /** By the process' nice value. */
        NONE,
        /** First access, always: needs CAP_SYS_ADMIN or CAP_SYS_NICE. */
        REALTIME,
        /** The usual one. */
        BEST_EFFORT,
        /** Only when nobody else wants the disk. */
        IDLE
    }

    public IoPriority {
        if (level < 0 || level > 7) throw new IllegalArgumentException("not a level from 0 to 7: " + level);
        if ((ioClass == IoClass.NONE || ioClass == IoClass.IDLE) && level != 0) {
            throw new IllegalArgumentException(ioClass + " has no levels");
        }
    }

    public static IoPriority realtime(int level) {
        return new IoPriority(IoClass.REALTIME, level);
    }

    public static IoPriority bestEffort(int level) {
        return new IoPriority(IoClass.BEST_EFFORT, level);
    }

    public static IoPriority idle() {
        return new IoPriority(IoClass.IDLE, 0);
    }

    /** The kernel's number of class and level. */
    public int value() {
        return ioClass.ordinal() << CLASS_SHIFT | level;
    }

    /** {@code BEST_EFFORT 4}, {@code IDLE}. */
    @Override
    public String toString() {
        return ioClass == IoClass.REALTIME || ioClass == IoClass.BEST_EFFORT ? ioClass + " " + level : "" + ioClass;
    }
}
