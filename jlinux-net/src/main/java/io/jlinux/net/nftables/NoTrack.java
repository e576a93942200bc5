package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;

/**
 * Keeps the packet out of connection tracking; in a chain of priority {@link Priority#RAW}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Notrack statement</a>
 */
public record NoTrack() implements Expression {
    @Override
    public String kind() {
        return "notrack";
    }

    @Override
    public void write(MessageWriter w) {
        // it has no attributes
    }
}
