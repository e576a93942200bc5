package io.jlinux.net.wire;

import io.jlinux.net.netlink.NetlinkException;
import java.nio.ByteBuffer;

/** A cursor over the {@code struct rtnexthop}s of a multipath route. */
public final class NextHopReader {
    private final ByteBuffer bytes;
    private final int end;
    private int following;
    private int start;
    private int stop;

    NextHopReader(ByteBuffer bytes, int start, int end) {
        this.bytes = bytes;
        this.following = start;
        this.end = end;
    }

    /** Goes to the next one; false where there is none. */
    public boolean next() throws NetlinkException {
        start = following;
        int left = end - start;
        if (left < Layouts.RTNEXTHOP_SIZE) return false;
        int length = bytes.getShort(start) & 0xffff;
        if (length < Layouts.RTNEXTHOP_SIZE || length > left) {
            throw NetlinkException.malformed("a next hop claims " + length + " bytes where " + left + " are left");
        }
        stop = start + length;
        following = Math.min(start + Layouts.align(length), end);
        return true;
    }

    public int linkIndex() {
        return bytes.getInt(start + Layouts.RTNEXTHOP_INDEX);
    }

    /** 1 to 256. */
    public int weight() {
        return (bytes.get(start + Layouts.RTNEXTHOP_HOPS) & 0xff) + 1;
    }

    /** {@code RTA_*}. */
    public AttributeReader attributes() {
        return new AttributeReader(bytes, start + Layouts.RTNEXTHOP_SIZE, stop);
    }
}
