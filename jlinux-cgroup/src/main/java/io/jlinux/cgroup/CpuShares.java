package io.jlinux.cgroup;

/**
 * The two scales of processor weight: {@code cpu.shares} of v1 (2 to 262144, default 1024) and {@code cpu.weight} of v2
 * (1 to 10000, default 100). Pure functions.
 *
 * <p>They cannot be mapped so that the minimum, the default, the maximum and all ratios agree. The kernel itself keeps
 * ratios: weight 100 <i>is</i> 1024 shares to its scheduler ({@link #ofWeight}). OCI runtimes map the whole range of
 * shares: linearly at first, whereby the default 1024 became weight 39, far below the default; from runc 1.4 and crun
 * 1.24 on by a curve through all three points ({@link #toWeight}).
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#cpu-interface-files">CPU interface files</a>
 */
public final class CpuShares {
    public static final long MIN = 2;
    public static final long MAX = 262_144;

    private static final int[] OF_NICE = {
        88761, 71755, 56483, 46273, 36291, 29154, 23254, 18705, 14949, 11916, // from -20
        9548, 7620, 6100, 4904, 3906, 3121, 2501, 1991, 1586, 1277, // from -10
        1024, 820, 655, 526, 423, 335, 272, 215, 172, 137, // from 0
        110, 87, 70, 56, 45, 36, 29, 23, 18, 15 // from 10
    };

    private CpuShares() {}

    /**
     * The weight for OCI's {@code cpu.shares}: the curve through 2 → 1, 1024 → 100 and 262144 → 10000.
     *
     * @param shares clamped to the range of shares
     */
    public static long toWeight(long shares) {
        if (shares <= MIN) return 1;
        if (shares >= MAX) return 10_000;
        double log2 = Math.log((double) shares) / Math.log(2);
        double exponent = (log2 * log2 + 125 * log2) / 612.0 - 7.0 / 34.0;
        return (long) Math.ceil(
                Math.pow(10, exponent) - 1e-9); // an exact power must not be rounded up by an error in the last bit
    }

    /** The weight as runtimes before runc 1.4 computed it: a line from 2 → 1 to 262144 → 10000. */
    public static long toWeightLinear(long shares) {
        long s = Math.max(MIN, Math.min(MAX, shares));
        return 1 + (s - 2) * 9999 / 262_142;
    }

    /**
     * The shares that the kernel's scheduler makes of a weight, {@code weight * 1024 / 100} rounded; so nothing is lost
     * when a v1 host gets them.
     */
    public static long ofWeight(long weight) {
        return Math.max(MIN, (weight * 1024 + 50) / 100);
    }

    /**
     * The inverse of {@link #ofWeight}: the weight with the same share. Exact for what {@link #ofWeight} gave but for weight 1,
     * whose 10 shares are weight 1 again; other shares lose up to half a weight, and beyond weight 10000 what is above.
     */
    public static long toWeightByRatio(long shares) {
        return Math.max(1, Math.min(10_000, (shares * 100 + 512) / 1024));
    }

    /** The shares that the kernel's scheduler makes of a nice value: its table {@code sched_prio_to_weight}. */
    public static long ofNice(long nice) {
        if (nice < -20 || nice > 19) throw new IllegalArgumentException("a nice value is -20 to 19, not " + nice);
        return OF_NICE[(int) nice + 20];
    }

    /** The inverse of {@link #toWeightLinear}, as kubelet and systemd-less runtimes wrote shares for weights. */
    public static long ofWeightLinear(long weight) {
        return 2 + (weight - 1) * 262_142 / 9999;
    }
}
