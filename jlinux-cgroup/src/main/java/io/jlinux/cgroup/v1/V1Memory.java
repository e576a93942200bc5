package io.jlinux.cgroup.v1;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.RawSyscall;
import java.util.OptionalLong;

/**
 * The memory limit of v1 beside its limit of memory and swap together, which must never be the lower of the two.
 *
 * <p>Where the sum is limited, a change of the memory's limit moves it along, so that the swap keeps its share, as on
 * v2. Thread-safe as far as the kernel's files are: two changes at the same time may mix.
 */
public final class V1Memory {
    public static final String LIMIT = "memory.limit_in_bytes";
    public static final String SUM = "memory.memsw.limit_in_bytes";

    /** From here on a value that is read back means no limit: the highest multiple of the largest page size. */
    private static final long NO_LIMIT = 0x7fff_ffff_ffff_0000L;

    private final CgroupDir dir;
    private volatile boolean sumIsUnlimited;

    /** @param sumIsUnlimited whether this is known, as of a new cgroup; otherwise it is looked up */
    public V1Memory(CgroupDir dir, boolean sumIsUnlimited) {
        this.dir = dir;
        this.sumIsUnlimited = sumIsUnlimited;
    }

    /** Sets the limit of the memory; {@link Long#MAX_VALUE} is none. */
    public void setMax(long bytes) throws LinuxException {
        long swap = sumIsUnlimited ? Long.MAX_VALUE : swap();
        if (swap == Long.MAX_VALUE) {
            long value = written(bytes);
            dir.checkWrite(dir.tryWrite(LIMIT, value), LIMIT, value);
            sumIsUnlimited = true;
        } else {
            set(bytes, bytes == Long.MAX_VALUE ? bytes : Math.addExact(bytes, swap));
        }
    }

    /** Sets the limits of the memory, and of memory and swap together. */
    public void set(long bytes, long sum) throws LinuxException {
        sumIsUnlimited = false;
        long value = written(bytes);
        long r = dir.tryWrite(LIMIT, value);
        if (Result.is(r, Errno.EINVAL)) {
            writeSum(sum);
            r = dir.tryWrite(LIMIT, value);
            dir.checkWrite(r, LIMIT, value);
            return;
        }
        dir.checkWrite(r, LIMIT, value);
        writeSum(sum);
    }

    private void writeSum(long sum) throws LinuxException {
        long value = written(sum);
        long r = dir.tryWrite(SUM, value);
        if (RawSyscall.failed(r) && sum == Long.MAX_VALUE && Result.is(r, Errno.ENOENT)) return;
        dir.checkWrite(r, SUM, value);
    }

    private static long written(long bytes) {
        return bytes == Long.MAX_VALUE ? -1 : bytes;
    }

    /** How much swap the two limits leave, {@link Long#MAX_VALUE} where that is not limited. */
    private long swap() throws LinuxException {
        OptionalLong sum = limit(dir.readNumber(SUM));
        OptionalLong memory = limit(dir.readNumber(LIMIT));
        if (sum.isEmpty()) return Long.MAX_VALUE;
        return memory.isEmpty() ? 0 : Math.max(0, sum.getAsLong() - memory.getAsLong());
    }

    /** What a limit that was read means: empty for none. */
    public static OptionalLong limit(OptionalLong read) {
        return read.isPresent() && read.getAsLong() >= NO_LIMIT ? OptionalLong.empty() : read;
    }
}
