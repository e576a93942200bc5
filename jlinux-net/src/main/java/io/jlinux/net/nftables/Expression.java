package io.jlinux.net.nftables;

import io.jlinux.net.netlink.MessageWriter;
import java.util.List;

/**
 * One instruction of a rule, as the kernel has it: it reads or writes registers, and ends the rule, or goes on.
 *
 * <p>Register 0 holds the verdict; 1 to 4 have 16 bytes each, and 8 to 23 are the same memory in pieces of 4: see {@link
 * Registers}. What is not known here is an {@link OtherExpression}, whose attributes are kept as they were read.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Expressions</a>
 */
public sealed interface Expression extends Statement
        permits ByteOrderSwap,
                Bitwise,
                Compare,
                CompareRange,
                ConnectionLimit,
                Counter,
                Ct,
                CtSet,
                Decide,
                DynamicSet,
                Fib,
                Limit,
                Load,
                Log,
                Lookup,
                MasqueradeExpression,
                Meta,
                MetaSet,
                NatExpression,
                NoTrack,
                ObjectReference,
                OtherExpression,
                Payload,
                PayloadSet,
                Queue,
                Quota,
                RedirectExpression,
                Reject {

    /** The kernel's name of its kind, such as {@code payload}. */
    String kind();

    /** Writes what stands in {@code NFTA_EXPR_DATA}; pure. */
    void write(MessageWriter w);

    @Override
    default List<Expression> expressions() {
        return List.of(this);
    }
}
