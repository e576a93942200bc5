package io.jlinux.cgroup;

import java.util.Map;

/**
 * What the operations of one disk cost, by the fastest that it can do of each kind; {@code io.cost.model}, the linear one. A value.
 *
 * @param automatic whether the kernel chooses the parameters by the kind of disk: what follows is then told, and not set
 * @param readBytes bytes a second, read one after the other
 * @param sequentialReads reads of 4 KiB a second, one behind the other
 * @param randomReads reads of 4 KiB a second, here and there
 * @param writeBytes the same of writes
 * @param sequentialWrites the same of writes
 * @param randomWrites the same of writes
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public record IoCostModel(
        boolean automatic,
        long readBytes,
        long sequentialReads,
        long randomReads,
        long writeBytes,
        long sequentialWrites,
        long randomWrites) {
    /** The parameters that the kernel has for this kind of disk. */
    public static final IoCostModel AUTOMATIC = new IoCostModel(true, 0, 0, 0, 0, 0, 0);

    /** @throws IllegalArgumentException for a value out of range */
    public IoCostModel {
        long least = automatic ? 0 : 1;
        for (long n :
                new long[] {readBytes, sequentialReads, randomReads, writeBytes, sequentialWrites, randomWrites}) {
            LimitRange.finite("a speed of a cost model", n, least, Long.MAX_VALUE);
        }
    }

    /** A model with parameters of one's own, each from 1. */
    public static IoCostModel of(
            long readBytes,
            long sequentialReads,
            long randomReads,
            long writeBytes,
            long sequentialWrites,
            long randomWrites) {
        return new IoCostModel(
                false, readBytes, sequentialReads, randomReads, writeBytes, sequentialWrites, randomWrites);
    }

    static IoCostModel parse(Map<String, String> values) {
        return new IoCostModel(
                !values.getOrDefault("ctrl", "auto").equals("user"),
                number(values, "rbps"),
                number(values, "rseqiops"),
                number(values, "rrandiops"),
                number(values, "wbps"),
                number(values, "wseqiops"),
                number(values, "wrandiops"));
    }

    private static long number(Map<String, String> values, String key) {
        return Long.parseLong(values.getOrDefault(key, "0"));
    }

    /** As the file has it, without the device. */
    @Override
    public String toString() {
        if (automatic) return "ctrl=auto";
        return "ctrl=user model=linear rbps=" + readBytes + " rseqiops=" + sequentialReads + " rrandiops=" + randomReads
                + " wbps=" + writeBytes + " wseqiops=" + sequentialWrites + " wrandiops=" + randomWrites;
    }
}
