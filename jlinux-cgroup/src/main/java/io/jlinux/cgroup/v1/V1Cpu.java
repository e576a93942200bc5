package io.jlinux.cgroup.v1;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;

/** The quota of v1's cpu controller: two files, whose ratio the kernel checks against that of the cgroup above. */
public final class V1Cpu {
    public static final String PERIOD = "cpu.cfs_period_us";
    public static final String QUOTA = "cpu.cfs_quota_us";

    private V1Cpu() {}

    /** Sets both, in microseconds, -1 being no quota: the period first, unless only the other order is allowed. */
    public static void set(CgroupDir dir, long period, long quota) throws LinuxException {
        long r = dir.tryWrite(PERIOD, period);
        if (Result.is(r, Errno.EINVAL)) {
            write(dir, QUOTA, quota);
            write(dir, PERIOD, period);
            return;
        }
        dir.checkWrite(r, PERIOD, period);
        write(dir, QUOTA, quota);
    }

    private static void write(CgroupDir dir, String file, long value) throws LinuxException {
        dir.checkWrite(dir.tryWrite(file, value), file, value);
    }
}
