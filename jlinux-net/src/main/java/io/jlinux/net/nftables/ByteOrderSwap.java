package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftByteorderAttr;

/**
 * Turns numbers between the machine's byte order and that of the network: what is compared by size must be in the latter.
 *
 * @param toNetwork else to the machine's
 * @param length of the whole, in bytes
 * @param size of one number: 2, 4 or 8
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record ByteOrderSwap(int source, int destination, boolean toNetwork, int length, int size)
        implements Expression {
    public ByteOrderSwap {
        Registers.checked(source);
        Registers.checked(destination);
    }

    @Override
    public String kind() {
        return "byteorder";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftByteorderAttr.NFTA_BYTEORDER_SREG, source);
        w.attributeU32NetworkOrder(NftByteorderAttr.NFTA_BYTEORDER_DREG, destination);
        w.attributeU32NetworkOrder(NftByteorderAttr.NFTA_BYTEORDER_OP, toNetwork ? 1 : 0);
        w.attributeU32NetworkOrder(NftByteorderAttr.NFTA_BYTEORDER_LEN, length);
        w.attributeU32NetworkOrder(NftByteorderAttr.NFTA_BYTEORDER_SIZE, size);
    }

    static Expression decode(AttributeReader a) throws NetlinkException {
        int source = 0;
        int destination = 0;
        int operation = 0;
        int length = 0;
        int size = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftByteorderAttr.NFTA_BYTEORDER_SREG -> source = Registers.received(a.u32NetworkOrder());
                case NftByteorderAttr.NFTA_BYTEORDER_DREG -> destination = Registers.received(a.u32NetworkOrder());
                case NftByteorderAttr.NFTA_BYTEORDER_OP -> operation = a.u32NetworkOrder();
                case NftByteorderAttr.NFTA_BYTEORDER_LEN -> length = a.u32NetworkOrder();
                case NftByteorderAttr.NFTA_BYTEORDER_SIZE -> size = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        return new ByteOrderSwap(source, destination, operation == 1, length, size);
    }
}
