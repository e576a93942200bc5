package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftBitwiseAttr;
import java.util.Optional;

/**
 * {@code destination = (source & mask) ^ xor}.
 *
 * @param mask as long as the value
 * @param xor as long as the value
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record Bitwise(int source, int destination, Data mask, Data xor) implements Expression {
    public Bitwise {
        Registers.checked(source);
        Registers.checked(destination);
        if (mask.length() != xor.length()) throw new IllegalArgumentException(mask + " and " + xor);
    }

    @Override
    public String kind() {
        return "bitwise";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftBitwiseAttr.NFTA_BITWISE_SREG, source);
        w.attributeU32NetworkOrder(NftBitwiseAttr.NFTA_BITWISE_DREG, destination);
        w.attributeU32NetworkOrder(NftBitwiseAttr.NFTA_BITWISE_LEN, mask.length());
        Wire.value(w, NftBitwiseAttr.NFTA_BITWISE_MASK, mask);
        Wire.value(w, NftBitwiseAttr.NFTA_BITWISE_XOR, xor);
    }

    /** Empty for shifts and for operations between registers. */
    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        int source = 0;
        int destination = 0;
        int operation = 0;
        Data mask = Data.of();
        Data xor = Data.of();
        while (a.next()) {
            switch (a.type()) {
                case NftBitwiseAttr.NFTA_BITWISE_SREG -> source = Registers.received(a.u32NetworkOrder());
                case NftBitwiseAttr.NFTA_BITWISE_DREG -> destination = Registers.received(a.u32NetworkOrder());
                case NftBitwiseAttr.NFTA_BITWISE_OP -> operation = a.u32NetworkOrder();
                case NftBitwiseAttr.NFTA_BITWISE_MASK -> mask = Wire.readValue(a);
                case NftBitwiseAttr.NFTA_BITWISE_XOR -> xor = Wire.readValue(a);
                default -> {} // the length is that of the mask
            }
        }
        if (operation != 0) return Optional.empty();
        if (mask.length() != xor.length()) throw NetlinkException.malformed("mask and xor differ in length");
        return Optional.of(new Bitwise(source, destination, mask, xor));
    }
}
