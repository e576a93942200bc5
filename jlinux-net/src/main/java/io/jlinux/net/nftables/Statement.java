package io.jlinux.net.nftables;

import java.util.List;

/**
 * A part of a rule, as the expressions that the kernel is given for it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Statements</a>
 */
public interface Statement {
    /** In their order. */
    List<Expression> expressions();
}
