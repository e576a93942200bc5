package io.jlinux.sched;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A scheduling policy with all its attributes: {@code struct sched_attr}. A value.
 *
 * <pre>{@code
 * Scheduler.batch().nice(10)
 * Scheduler.fifo(50)
 * Scheduler.deadline(Duration.ofMillis(2), Duration.ofMillis(10), Duration.ofMillis(10))
 * }</pre>
 *
 * <p>Real-time policies and {@code DEADLINE} need CAP_SYS_NICE in the initial user namespace, or an RLIMIT_RTPRIO. A
 * {@code DEADLINE} process cannot fork unless it has {@link Flag#RESET_ON_FORK}.
 *
 * @param policy the policy
 * @param nice -20 (first) to 19 (last), for OTHER and BATCH; unset leaves it as it is
 * @param priority 1 (last) to 99 (first), for FIFO and RR; else 0
 * @param runtime for DEADLINE: how long it may run in each period; for others zero, or since Linux 6.12 the slice
 * @param deadline for DEADLINE: by when it must have run
 * @param period for DEADLINE: how often; zero is the deadline
 * @param flags what else is asked for
 * @param utilMin the least utilization it is taken for, 0 to 1024 (Linux 5.3); unset leaves it
 * @param utilMax the highest utilization it is taken for, 0 to 1024 (Linux 5.3); unset leaves it
 * @see <a href="https://man7.org/linux/man-pages/man2/sched_setattr.2.html">sched_setattr(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/sched.7.html">sched(7)</a>
 */
public record Scheduler(
        Policy policy,
        OptionalInt nice,
        int priority,
        Duration runtime,
        Duration deadline,
        Duration period,
        Set<Flag> flags,
        OptionalInt utilMin,
        OptionalInt utilMax) {
    /** The policies; the ordinal is the kernel's number. */
    public enum Policy {
        OTHER,
        FIFO,
        RR,
        BATCH,
        /** Reserved: no kernel has it yet, so it is {@code EINVAL}. */
        ISO,
        IDLE,
        DEADLINE,
        /** A scheduler of one's own in BPF (Linux 6.12). */
        EXT
    }

    /** The flags; the ordinal is the kernel's bit. */
    public enum Flag {
        /** Children begin with OTHER, and with nice 0 where it is less. */
        RESET_ON_FORK,
        /** DEADLINE: may use what others leave. */
        RECLAIM,
        /** DEADLINE: SIGXCPU when it runs for too long. */
        DL_OVERRUN,
        /** The policy stays as it is. */
        KEEP_POLICY,
        /** Priority, nice and DEADLINE's times stay as they are. */
        KEEP_PARAMS,
        /** {@code utilMin} holds; set with it. */
        UTIL_CLAMP_MIN,
        /** {@code utilMax} holds; set with it. */
        UTIL_CLAMP_MAX
    }

    private static final int SIZE_VER0 = 48;
    private static final int SIZE_VER1 = 56;

    public Scheduler {
        boolean fair = policy == Policy.OTHER || policy == Policy.BATCH || policy == Policy.EXT;
        boolean keeps = flags.contains(Flag.KEEP_PARAMS) || flags.contains(Flag.KEEP_POLICY);
        check(nice.isEmpty() || fair, policy + " has no nice value");
        check(nice.isEmpty() || (nice.getAsInt() >= -20 && nice.getAsInt() <= 19), "not a nice value: " + nice);
        boolean realtime = policy == Policy.FIFO || policy == Policy.RR;
        check(priority == 0 || realtime, policy + " has no priority");
        check(!realtime || keeps || priority >= 1, policy + " needs a priority from 1 to 99");
        check(priority >= 0 && priority <= 99, "not a priority: " + priority);
        check(!runtime.isNegative() && !deadline.isNegative() && !period.isNegative(), "a negative time");
        if (policy == Policy.DEADLINE) {
            check(keeps || !runtime.isZero(), "DEADLINE without a runtime");
            check(runtime.compareTo(deadline) <= 0, "a runtime longer than the deadline");
            check(period.isZero() || deadline.compareTo(period) <= 0, "a deadline longer than the period");
        } else {
            check(deadline.isZero() && period.isZero(), policy + " has no deadline and no period");
        }
        EnumSet<Flag> all = EnumSet.noneOf(Flag.class);
        all.addAll(flags);
        if (utilMin.isPresent()) all.add(Flag.UTIL_CLAMP_MIN);
        if (utilMax.isPresent()) all.add(Flag.UTIL_CLAMP_MAX);
        int low = utilMin.orElse(0);
        int high = utilMax.orElse(1024);
        check(low >= 0 && low <= high && high <= 1024, "not a range of utilization: " + low + " to " + high);
        flags = Collections.unmodifiableSet(all);
    }

    private static void check(boolean condition, String message) {
        if (!condition) throw new IllegalArgumentException(message);
    }

    /** A policy with nothing else set; FIFO, RR and DEADLINE have methods of their own. */
    public static Scheduler of(Policy policy) {
        return of(policy, 0);
    }

    private static Scheduler of(Policy policy, int priority) {
        Duration zero = Duration.ZERO;
        OptionalInt unset = OptionalInt.empty();
        return new Scheduler(policy, unset, priority, zero, zero, zero, Set.of(), unset, unset);
    }

    /** {@code SCHED_OTHER}, the usual one. */
    public static Scheduler other() {
        return of(Policy.OTHER);
    }

    /** {@code SCHED_BATCH}: as the usual one, for what nobody waits for. */
    public static Scheduler batch() {
        return of(Policy.BATCH);
    }

    /** {@code SCHED_IDLE}: when nobody else wants the processor. */
    public static Scheduler idle() {
        return of(Policy.IDLE);
    }

    /** {@code SCHED_FIFO}: until it blocks, or one of a higher priority comes. */
    public static Scheduler fifo(int priority) {
        return of(Policy.FIFO, priority);
    }

    /** {@code SCHED_RR}: as FIFO, in turns with those of the same priority. */
    public static Scheduler roundRobin(int priority) {
        return of(Policy.RR, priority);
    }

    /** {@code SCHED_DEADLINE}: {@code runtime} in each {@code period}, before the {@code deadline}. */
    public static Scheduler deadline(Duration runtime, Duration deadline, Duration period) {
        OptionalInt unset = OptionalInt.empty();
        return new Scheduler(Policy.DEADLINE, unset, 0, runtime, deadline, period, Set.of(), unset, unset);
    }

    public Scheduler nice(int value) {
        OptionalInt n = OptionalInt.of(value);
        return new Scheduler(policy, n, priority, runtime, deadline, period, flags, utilMin, utilMax);
    }

    /** With these flags besides those it has. */
    public Scheduler with(Flag... more) {
        EnumSet<Flag> all = EnumSet.noneOf(Flag.class);
        all.addAll(flags);
        Collections.addAll(all, more);
        return new Scheduler(policy, nice, priority, runtime, deadline, period, all, utilMin, utilMax);
    }

    /** The range of utilization it is taken for when a frequency or a core is chosen, 0 to 1024 each. */
    public Scheduler utilization(int min, int max) {
        OptionalInt low = OptionalInt.of(min);
        OptionalInt high = OptionalInt.of(max);
        return new Scheduler(policy, nice, priority, runtime, deadline, period, flags, low, high);
    }

    /**
     * {@code struct sched_attr}.
     *
     * @param niceNow what the nice value is when none is set
     */
    public byte[] attributes(int niceNow) {
        boolean clamps = flags.contains(Flag.UTIL_CLAMP_MIN) || flags.contains(Flag.UTIL_CLAMP_MAX);
        int size = clamps ? SIZE_VER1 : SIZE_VER0;
        ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
        long bits = 0;
        for (Flag f : flags) bits |= 1L << f.ordinal();
        b.putInt(size)
                .putInt(policy.ordinal())
                .putLong(bits)
                .putInt(nice.orElse(niceNow))
                .putInt(priority);
        b.putLong(runtime.toNanos()).putLong(deadline.toNanos()).putLong(period.toNanos());
        if (clamps) b.putInt(utilMin.orElse(0)).putInt(utilMax.orElse(1024));
        return b.array();
    }

    /** {@code SCHED_FIFO priority 50}, with what is set. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("SCHED_" + policy);
        if (nice.isPresent()) s.append(" nice ").append(nice.getAsInt());
        if (priority > 0) s.append(" priority ").append(priority);
        if (!runtime.isZero()) s.append(" runtime ").append(runtime.toNanos()).append(" ns");
        if (!deadline.isZero())
            s.append(" deadline ").append(deadline.toNanos()).append(" ns");
        if (!period.isZero()) s.append(" period ").append(period.toNanos()).append(" ns");
        if (!flags.isEmpty())
            s.append(' ').append(flags.stream().map(Enum::name).collect(Collectors.joining("|")));
        utilMin.ifPresent(u -> s.append(" utilization from ").append(u));
        utilMax.ifPresent(u -> s.append(" utilization to ").append(u));
        return s.toString();
    }
}
