package io.jlinux.net.nftables;

/**
 * Values from one to another, both included, as the element of a set with {@link SetFlag#INTERVAL}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Sets</a>
 */
public record Span<T>(T first, T last) {}
