package io.jlinux.net.tc;

import io.jlinux.net.netlink.Attributes;

/**
 * What happens to packets that a filter matches: an immutable value.
 *
 * <pre>{@code
 * Matchall.of().action(Action.redirect(ifb.index()))
 * Flower.ipv4().destinationPort(53).action(Police.at(Rate.mbit(1), 100_000))
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-actions.8.html">tc-actions(8)</a>
 */
public sealed interface Action permits Gact, Mirred, Police, OtherAction {
    /** The kind, as the kernel names it. */
    String kind();

    /** What is in its {@code TCA_ACT_OPTIONS}. */
    Attributes options();

    /** The packet is dropped. */
    static Action drop() {
        return new Gact(Verdict.DROP);
    }

    /** The packet goes on its way, and no further filter is asked. */
    static Action pass() {
        return new Gact(Verdict.PASS);
    }

    /** The packet goes out by another link, and not where it wanted to. */
    static Action redirect(int linkIndex) {
        return new Mirred(linkIndex, Mirred.Direction.EGRESS, false, Verdict.STOLEN);
    }

    /** A copy of the packet goes out by another link. */
    static Action mirror(int linkIndex) {
        return new Mirred(linkIndex, Mirred.Direction.EGRESS, true, Verdict.PIPE);
    }
}
