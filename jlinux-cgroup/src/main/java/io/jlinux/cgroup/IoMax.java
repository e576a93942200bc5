package io.jlinux.cgroup;

import java.util.OptionalLong;

/**
 * How much a cgroup may read from and write to one block device in a second; {@code io.max}. A value: {@code
 * IoMax.NONE.readBytes(10 << 20).writeOps(500)}. What is unset stays as it is, {@link CgroupLimits#UNLIMITED} takes a limit
 * off.
 *
 * @param readBytes bytes a second, from 1
 * @param writeBytes bytes a second, from 1
 * @param readOps operations a second, 1 to 4294967294
 * @param writeOps operations a second, 1 to 4294967294
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#io-interface-files">IO interface files</a>
 */
public record IoMax(OptionalLong readBytes, OptionalLong writeBytes, OptionalLong readOps, OptionalLong writeOps) {
    private static final OptionalLong UNSET = OptionalLong.empty();
    private static final long MAX_OPS = 0xffff_fffeL;

    /** Nothing set. */
    public static final IoMax NONE = new IoMax(UNSET, UNSET, UNSET, UNSET);

    public IoMax {
        readBytes.ifPresent(n -> LimitRange.check("readBytes", n, 1, CgroupLimits.UNLIMITED));
        writeBytes.ifPresent(n -> LimitRange.check("writeBytes", n, 1, CgroupLimits.UNLIMITED));
        readOps.ifPresent(n -> LimitRange.check("readOps", n, 1, MAX_OPS));
        writeOps.ifPresent(n -> LimitRange.check("writeOps", n, 1, MAX_OPS));
    }

    public IoMax readBytes(long perSecond) {
        return new IoMax(OptionalLong.of(perSecond), writeBytes, readOps, writeOps);
    }

    public IoMax writeBytes(long perSecond) {
        return new IoMax(readBytes, OptionalLong.of(perSecond), readOps, writeOps);
    }

    public IoMax readOps(long perSecond) {
        return new IoMax(readBytes, writeBytes, OptionalLong.of(perSecond), writeOps);
    }

    public IoMax writeOps(long perSecond) {
        return new IoMax(readBytes, writeBytes, readOps, OptionalLong.of(perSecond));
    }

    /** As the file has it, without the device. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        part(s, "rbps=", readBytes);
        part(s, "wbps=", writeBytes);
        part(s, "riops=", readOps);
        part(s, "wiops=", writeOps);
        return s.toString();
    }

    private static void part(StringBuilder s, String name, OptionalLong value) {
        if (value.isEmpty()) return;
        if (!s.isEmpty()) s.append(' ');
        s.append(name).append(LimitText.of(value.getAsLong(), false));
    }
}
