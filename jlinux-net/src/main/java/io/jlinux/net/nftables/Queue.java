package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftQueueAttr;
import java.util.Optional;

/**
 * Hands the packet over to a program that listens to a queue of nfnetlink_queue.
 *
 * @param first the first queue
 * @param count so many queues, among which packets are spread
 * @param bypass accepts the packet where nobody listens
 * @param fanout the queue is that of the CPU
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Queue statement</a>
 */
public record Queue(int first, int count, boolean bypass, boolean fanout) implements Expression {
    private static final int BYPASS = 1;
    private static final int FANOUT = 2;

    /** One queue. */
    public static Queue of(int number) {
        return new Queue(number, 1, false, false);
    }

    /** That accepts the packet where nobody listens. */
    public Queue orAccept() {
        return new Queue(first, count, true, fanout);
    }

    @Override
    public String kind() {
        return "queue";
    }

    @Override
    public void write(MessageWriter w) {
        w.attributeU16NetworkOrder(NftQueueAttr.NFTA_QUEUE_NUM, first);
        w.attributeU16NetworkOrder(NftQueueAttr.NFTA_QUEUE_TOTAL, count);
        w.attributeU16NetworkOrder(NftQueueAttr.NFTA_QUEUE_FLAGS, (bypass ? BYPASS : 0) | (fanout ? FANOUT : 0));
    }

    /** Empty where the number comes from a register. */
    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        int first = 0;
        int count = 1;
        int flags = 0;
        boolean computed = false;
        while (a.next()) {
            switch (a.type()) {
                case NftQueueAttr.NFTA_QUEUE_NUM -> first = a.u16NetworkOrder();
                case NftQueueAttr.NFTA_QUEUE_TOTAL -> count = a.u16NetworkOrder();
                case NftQueueAttr.NFTA_QUEUE_FLAGS -> flags = a.u16NetworkOrder();
                case NftQueueAttr.NFTA_QUEUE_SREG_QNUM -> computed = true;
                default -> {} // nothing else is known
            }
        }
        if (computed) return Optional.empty();
        return Optional.of(new Queue(first, count, (flags & BYPASS) != 0, (flags & FANOUT) != 0));
    }
}
