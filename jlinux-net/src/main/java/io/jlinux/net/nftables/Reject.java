package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftRejectAttr;

/**
 * Refuses the packet and tells its sender.
 *
 * @param type 0 for an ICMP error, 1 for TCP's reset, 2 for the error that fits IPv4 or IPv6
 * @param code of the ICMP error
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Reject statement</a>
 */
public record Reject(int type, int code) implements Expression {
    private static final int ICMP_UNREACH = 0;
    private static final int TCP_RST = 1;
    private static final int ICMPX_UNREACH = 2;

    /** Port unreachable, in IPv4 and IPv6: in tables of family inet, bridge and netdev. */
    public static final Reject PORT_UNREACHABLE = new Reject(ICMPX_UNREACH, 1);
    /** The same with no route. */
    public static final Reject NO_ROUTE = new Reject(ICMPX_UNREACH, 0);
    /** The same with host unreachable. */
    public static final Reject HOST_UNREACHABLE = new Reject(ICMPX_UNREACH, 2);
    /** The same with administratively prohibited. */
    public static final Reject PROHIBITED = new Reject(ICMPX_UNREACH, 3);
    /** TCP's reset; the rule must match TCP. */
    public static final Reject TCP_RESET = new Reject(TCP_RST, 0);

    /** An ICMP (or, in a table of IPv6, ICMPv6) error with a code of destination unreachable. */
    public static Reject icmp(int code) {
        return new Reject(ICMP_UNREACH, code);
    }

    @Override
    public String kind() {
        return "reject";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftRejectAttr.NFTA_REJECT_TYPE, type);
        if (type != TCP_RST) w.attributeU8(NftRejectAttr.NFTA_REJECT_ICMP_CODE, code);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int type = 0;
        int code = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftRejectAttr.NFTA_REJECT_TYPE -> type = a.u32NetworkOrder();
                case NftRejectAttr.NFTA_REJECT_ICMP_CODE -> code = a.u8();
                default -> {} // nothing else is known
            }
        }
        return new Reject(type, code);
    }
}
