package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.MirredAttr;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The packet, or a copy of it, by another link of the same namespace.
 *
 * @param linkIndex of the other link
 * @param direction whether it goes out there, or is as if it had come in there
 * @param copy whether the packet itself stays
 * @param verdict {@link Verdict#STOLEN} for a packet that goes, {@link Verdict#PIPE} for one that stays, as a rule
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-mirred.8.html">tc-mirred(8)</a>
 */
public record Mirred(int linkIndex, Direction direction, boolean copy, Verdict verdict) implements Action {
    /** Which way the packet goes at the other link. */
    public enum Direction {
        /** It goes out there. */
        EGRESS,
        /** It is as if it had come in there. */
        INGRESS
    }

    /** {@code struct tc_mirred}: {@code tc_gen}, s32 eaction, u32 ifindex. */
    private static final int SIZE = Gact.GENERIC_SIZE + 8;

    public Mirred {
        if (linkIndex <= 0) throw new IllegalArgumentException("not the index of a link: " + linkIndex);
    }

    @Override
    public String kind() {
        return "mirred";
    }

    /** {@code TCA_EGRESS_REDIR} 1, {@code _MIRROR} 2, {@code TCA_INGRESS_REDIR} 3, {@code _MIRROR} 4. */
    private int number() {
        return (direction == Direction.EGRESS ? 1 : 3) + (copy ? 1 : 0);
    }

    @Override
    public Attributes options() {
        ByteBuffer b = TcTypes.struct(SIZE);
        b.putInt(Gact.GENERIC_ACTION, verdict.number());
        b.putInt(Gact.GENERIC_SIZE, number()).putInt(Gact.GENERIC_SIZE + 4, linkIndex);
        return Attributes.NONE.with(MirredAttr.TCA_MIRRED_PARMS, AttributeType.BYTES, TcTypes.bytes(b));
    }

    /** Empty where the link is gone, or for what has no name here. */
    static Optional<Action> read(AttributeReader options) throws NetlinkException {
        for (AttributeReader a = options.nested(); a.next(); ) {
            if (a.type() != MirredAttr.TCA_MIRRED_PARMS) continue;
            ByteBuffer b = TcTypes.struct(a.bytes(0, SIZE));
            int number = b.getInt(Gact.GENERIC_SIZE);
            int link = b.getInt(Gact.GENERIC_SIZE + 4);
            if (number < 1 || number > 4 || link <= 0) return Optional.empty();
            Direction direction = number < 3 ? Direction.EGRESS : Direction.INGRESS;
            return Verdict.of(b.getInt(Gact.GENERIC_ACTION)).map(v -> new Mirred(link, direction, number % 2 == 0, v));
        }
        return Optional.empty();
    }
}
