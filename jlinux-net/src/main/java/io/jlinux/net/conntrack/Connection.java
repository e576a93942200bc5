package io.jlinux.net.conntrack;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.CtAttr;
import io.jlinux.net.wire.CtCountersAttr;
import io.jlinux.net.wire.CtProtoinfoAttr;
import io.jlinux.net.wire.CtTcpAttr;
import io.jlinux.net.wire.Nfnl;
import java.time.Duration;
import java.util.Optional;

/**
 * A connection that is tracked.
 *
 * @param original as its beginner sees it
 * @param reply as the other end sees it; differs from the original turned around where addresses are translated
 * @param status bits, {@code IPS_*}: see {@link #sawReply}, {@link #isAssured}, {@link #hasDestinationChanged}
 * @param timeout after which it is forgotten unless something comes; empty in a notification of its end
 * @param mark 0 where none is set
 * @param zone 0 where none is set
 * @param id the kernel's number, which may be used again after its end
 * @param tcpState of TCP
 * @param originalCount what the beginner sent, where {@code net.netfilter.nf_conntrack_acct} is on
 * @param replyCount what came back, where it is on
 * @see <a href="https://man7.org/linux/man-pages/man8/conntrack.8.html">conntrack(8)</a>
 */
public record Connection(
        Tuple original,
        Tuple reply,
        int status,
        Optional<Duration> timeout,
        int mark,
        int zone,
        int id,
        Optional<TcpState> tcpState,
        Optional<Traffic> originalCount,
        Optional<Traffic> replyCount) {
    private static final int SEEN_REPLY = 1 << 1;
    private static final int ASSURED = 1 << 2;
    private static final int SRC_NAT = 1 << 4;
    private static final int DST_NAT = 1 << 5;

    /** How much one direction has seen. */
    public record Traffic(long packets, long bytes) {}

    /** Whether both directions were seen. */
    public boolean sawReply() {
        return (status & SEEN_REPLY) != 0;
    }

    /** Whether it is kept also when the table is full. */
    public boolean isAssured() {
        return (status & ASSURED) != 0;
    }

    public boolean hasSourceChanged() {
        return (status & SRC_NAT) != 0;
    }

    public boolean hasDestinationChanged() {
        return (status & DST_NAT) != 0;
    }

    static Connection decode(Message message) throws NetlinkException {
        int type = message.type();
        if (type != Nfnl.conntrack(Nfnl.IPCTNL_MSG_CT_NEW) && type != Nfnl.conntrack(Nfnl.IPCTNL_MSG_CT_DELETE)) {
            throw NetlinkException.malformed("message type " + type + " where a connection was asked for");
        }
        Tuple original = null;
        Tuple reply = null;
        int status = 0;
        Optional<Duration> timeout = Optional.empty();
        int mark = 0;
        int zone = 0;
        int id = 0;
        Optional<TcpState> tcp = Optional.empty();
        Optional<Traffic> sent = Optional.empty();
        Optional<Traffic> received = Optional.empty();
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            switch (a.type()) {
                case CtAttr.CTA_TUPLE_ORIG -> original = Tuple.decode(a.nested());
                case CtAttr.CTA_TUPLE_REPLY -> reply = Tuple.decode(a.nested());
                case CtAttr.CTA_STATUS -> status = a.u32NetworkOrder();
                case CtAttr.CTA_TIMEOUT ->
                    timeout = Optional.of(Duration.ofSeconds(a.u32NetworkOrder() & 0xffff_ffffL));
                case CtAttr.CTA_MARK -> mark = a.u32NetworkOrder();
                case CtAttr.CTA_ZONE -> zone = a.u16NetworkOrder();
                case CtAttr.CTA_ID -> id = a.u32NetworkOrder();
                case CtAttr.CTA_PROTOINFO -> tcp = tcpState(a.nested());
                case CtAttr.CTA_COUNTERS_ORIG -> sent = Optional.of(traffic(a.nested()));
                case CtAttr.CTA_COUNTERS_REPLY -> received = Optional.of(traffic(a.nested()));
                default -> {} // helpers, labels, timestamps
            }
        }
        if (original == null || reply == null) throw NetlinkException.malformed("a connection of one direction");
        return new Connection(original, reply, status, timeout, mark, zone, id, tcp, sent, received);
    }

    private static Optional<TcpState> tcpState(AttributeReader a) throws NetlinkException {
        while (a.next()) {
            if (a.type() != CtProtoinfoAttr.CTA_PROTOINFO_TCP) continue;
            for (AttributeReader t = a.nested(); t.next(); ) {
                if (t.type() == CtTcpAttr.CTA_PROTOINFO_TCP_STATE) return TcpState.of(t.u8());
            }
        }
        return Optional.empty();
    }

    private static Traffic traffic(AttributeReader a) throws NetlinkException {
        long packets = 0;
        long bytes = 0;
        while (a.next()) {
            switch (a.type()) {
                case CtCountersAttr.CTA_COUNTERS_PACKETS -> packets = a.u64NetworkOrder();
                case CtCountersAttr.CTA_COUNTERS_BYTES -> bytes = a.u64NetworkOrder();
                default -> {} // padding
            }
        }
        return new Traffic(packets, bytes);
    }
}
