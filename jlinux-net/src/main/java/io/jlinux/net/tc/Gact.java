package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.GactAttr;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A verdict and nothing else.
 *
 * @param verdict what becomes of the packet
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-actions.8.html">tc-actions(8), gact</a>
 */
public record Gact(Verdict verdict) implements Action {
    /** {@code tc_gen}: u32 index, u32 capab, s32 action, s32 refcnt, s32 bindcnt. */
    static final int GENERIC_SIZE = 20;

    static final int GENERIC_ACTION = 8;

    @Override
    public String kind() {
        return "gact";
    }

    @Override
    public Attributes options() {
        ByteBuffer b = TcTypes.struct(GENERIC_SIZE);
        b.putInt(GENERIC_ACTION, verdict.number());
        return Attributes.NONE.with(GactAttr.TCA_GACT_PARMS, AttributeType.BYTES, TcTypes.bytes(b));
    }

    /** Empty for a verdict that has no name here, such as a jump. */
    static Optional<Action> read(AttributeReader options) throws NetlinkException {
        for (AttributeReader a = options.nested(); a.next(); ) {
            if (a.type() != GactAttr.TCA_GACT_PARMS) continue;
            int number = TcTypes.struct(a.bytes(0, GENERIC_SIZE)).getInt(GENERIC_ACTION);
            return Verdict.of(number).map(Gact::new);
        }
        return Optional.empty();
    }
}
