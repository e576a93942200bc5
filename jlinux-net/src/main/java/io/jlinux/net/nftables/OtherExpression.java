package io.jlinux.net.nftables;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;

/**
 * An expression of a kind that is not known here, as it was read.
 *
 * @param attributes what stands in {@code NFTA_EXPR_DATA}
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public record OtherExpression(String kind, Attributes attributes) implements Expression {
    @Override
    public void write(MessageWriter w) {
        w.attributes(attributes);
    }
}
