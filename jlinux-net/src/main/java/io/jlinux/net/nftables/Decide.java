package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.NftImmediateAttr;

/**
 * Decides about the packet.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Verdict statement</a>
 */
public record Decide(Verdict verdict) implements Expression {
    @Override
    public String kind() {
        return "immediate";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU32NetworkOrder(NftImmediateAttr.NFTA_IMMEDIATE_DREG, Registers.VERDICT);
        Wire.verdict(w, NftImmediateAttr.NFTA_IMMEDIATE_DATA, verdict);
    }
}
