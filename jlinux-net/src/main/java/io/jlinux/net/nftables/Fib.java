package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftFibAttr;

/**
 * Asks the routing tables about an address of the packet.
 *
 * @param result what to load: {@code NFT_FIB_RESULT_*}
 * @param flags which address and what it is looked up with: {@code NFTA_FIB_F_*}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), FIB expressions</a>
 */
public record Fib(int result, int flags, int register) implements Expression {
    public static final int RESULT_OIF = 1;
    public static final int RESULT_OIFNAME = 2;
    public static final int RESULT_ADDRTYPE = 3;
    public static final int SADDR = 1;
    public static final int DADDR = 1 << 1;
    public static final int MARK = 1 << 2;
    public static final int IIF = 1 << 3;
    public static final int OIF = 1 << 4;
    /** Only whether there is a route. */
    public static final int PRESENT = 1 << 5;

    public Fib {
        Registers.checked(register);
    }

    @Override
    public String kind() {
        return "fib";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftFibAttr.NFTA_FIB_FLAGS, flags);
        w.attributeU32NetworkOrder(NftFibAttr.NFTA_FIB_RESULT, result);
        w.attributeU32NetworkOrder(NftFibAttr.NFTA_FIB_DREG, register);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int register = 0;
        int result = 0;
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftFibAttr.NFTA_FIB_DREG -> register = Registers.received(a.u32NetworkOrder());
                case NftFibAttr.NFTA_FIB_RESULT -> result = a.u32NetworkOrder();
                case NftFibAttr.NFTA_FIB_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new Fib(result, flags, register);
    }
}
