package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.FlowerAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.MatchallAttr;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wire.TcaActAttr;
import io.jlinux.net.wire.TcaAttr;
import io.jlinux.net.wire.U32Attr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Messages of traffic control to values; pure. */
final class TcDecoder {
    private final String kind;
    private final AttributeReader options;
    private final TrafficStats stats;
    private final long chain;
    private final Message message;

    private TcDecoder(Message message, String kind, AttributeReader options, TrafficStats stats, long chain) {
        this.message = message;
        this.kind = kind;
        this.options = options;
        this.stats = stats;
        this.chain = chain;
    }

    private static TcDecoder of(Message message, int newType, int deleteType) throws NetlinkException {
        if (message.type() != newType && message.type() != deleteType) {
            throw NetlinkException.malformed("message type " + message.type() + " where traffic control was asked for");
        }
        String kind = "";
        @Nullable AttributeReader options = null;
        TrafficStats stats = TrafficStats.NONE;
        long chain = 0;
        for (AttributeReader a = message.attributes(Layouts.TCMSG_SIZE); a.next(); ) {
            switch (a.type()) {
                case TcaAttr.TCA_KIND -> kind = a.string();
                case TcaAttr.TCA_OPTIONS -> options = only(a);
                case TcaAttr.TCA_STATS2 -> stats = TrafficStats.read(a);
                case TcaAttr.TCA_CHAIN -> chain = a.u32() & 0xffff_ffffL;
                default -> {}
            }
        }
        return new TcDecoder(message, kind, options == null ? empty() : options, stats, chain);
    }

    /** A cursor that stays at this attribute when the other one goes on. */
    private static AttributeReader only(AttributeReader a) throws NetlinkException {
        AttributeReader copy =
                Attributes.NONE.and(TcaAttr.TCA_OPTIONS, Attributes.within(a)).reader();
        copy.next();
        return copy;
    }

    private static AttributeReader empty() throws NetlinkException {
        AttributeReader none =
                Attributes.NONE.and(TcaAttr.TCA_OPTIONS, Attributes.NONE).reader();
        none.next();
        return none;
    }

    private int link() throws NetlinkException {
        return message.u32(Layouts.TCMSG_INDEX);
    }

    private Handle handle() throws NetlinkException {
        return new Handle(message.u32(Layouts.TCMSG_HANDLE));
    }

    private Handle parent() throws NetlinkException {
        return new Handle(message.u32(Layouts.TCMSG_PARENT));
    }

    static Qdisc qdisc(Message message) throws NetlinkException {
        TcDecoder d = of(message, Rtm.RTM_NEWQDISC, Rtm.RTM_DELQDISC);
        return new Qdisc(d.link(), d.handle(), d.parent(), d.qdiscSpec(), d.stats);
    }

    private QdiscSpec<?> qdiscSpec() throws NetlinkException {
        if (options.length() == 0) return OtherQdisc.of(kind);
        return switch (kind) {
            case "netem" -> Netem.read(options);
            case "tbf" -> Tbf.read(options);
            case "htb" -> Htb.read(options);
            case "fq_codel" -> FqCodel.read(options);
            case "cake" -> Cake.read(options);
            case "pfifo", "bfifo" -> Fifo.read(kind, options);
            case "prio" -> Prio.read(options);
            default -> OtherQdisc.read(kind, options);
        };
    }

    static TrafficClass trafficClass(Message message) throws NetlinkException {
        TcDecoder d = of(message, Rtm.RTM_NEWTCLASS, Rtm.RTM_DELTCLASS);
        int leaf = message.u32(Layouts.TCMSG_INFO);
        ClassSpec<?> spec = d.kind.equals("htb") && d.options.length() > 0
                ? HtbClass.read(d.options)
                : OtherClass.read(d.kind, d.options);
        Optional<Handle> below = leaf == 0 ? Optional.empty() : Optional.of(new Handle(leaf));
        return new TrafficClass(d.link(), d.handle(), d.parent(), below, spec, d.stats);
    }

    /** Empty for what is none by itself: the head of a list, or a table of u32. */
    static Optional<Filter> filter(Message message) throws NetlinkException {
        TcDecoder d = of(message, Rtm.RTM_NEWTFILTER, Rtm.RTM_DELTFILTER);
        boolean list = d.options.length() == 0 || (d.kind.equals("u32") && !U32.isFilter(d.options));
        if (list) return Optional.empty();
        int info = message.u32(Layouts.TCMSG_INFO);
        TcSpec.Values v = new TcSpec.Values()
                .put(FilterSpec.PRIORITY, info >>> 16)
                .put(FilterSpec.PROTOCOL, TcTypes.swap16(info & 0xffff))
                .put(FilterSpec.CHAIN, d.chain)
                .put(FilterSpec.NUMBER, d.handle().value() & 0xffff_ffffL);
        List<Action> actions = new ArrayList<>();
        List<Filter.ActionCount> counts = new ArrayList<>();
        int attribute = actionsOf(d.kind);
        for (AttributeReader a = d.options.nested(); attribute >= 0 && a.next(); ) {
            if (a.type() != attribute) continue;
            for (AttributeReader each = a.nested(); each.next(); ) action(each.nested(), actions, counts);
        }
        return Optional.of(new Filter(d.link(), d.parent(), d.filterSpec(v, actions), counts));
    }

    /** In which attribute a kind of filter has its actions; -1 for one that is not known here. */
    private static int actionsOf(String kind) {
        return switch (kind) {
            case "u32" -> U32Attr.TCA_U32_ACT;
            case "flower" -> FlowerAttr.TCA_FLOWER_ACT;
            case "matchall" -> MatchallAttr.TCA_MATCHALL_ACT;
            default -> -1;
        };
    }

    private FilterSpec<?> filterSpec(TcSpec.Values v, List<Action> actions) throws NetlinkException {
        return switch (kind) {
            case "u32" -> U32.read(v, actions, options);
            case "flower" -> Flower.read(v, actions, options);
            case "matchall" -> Matchall.read(v, actions, options);
            default -> OtherFilter.read(kind, v, options);
        };
    }

    private static void action(AttributeReader a, List<Action> actions, List<Filter.ActionCount> counts)
            throws NetlinkException {
        String kind = "";
        long index = 0;
        TrafficStats stats = TrafficStats.NONE;
        Attributes inner = Attributes.NONE;
        Optional<Action> known = Optional.empty();
        while (a.next()) {
            switch (a.type()) {
                case TcaActAttr.TCA_ACT_KIND -> kind = a.string();
                case TcaActAttr.TCA_ACT_INDEX -> index = a.u32() & 0xffff_ffffL;
                case TcaActAttr.TCA_ACT_STATS -> stats = TrafficStats.read(a);
                case TcaActAttr.TCA_ACT_OPTIONS -> {
                    inner = Attributes.within(a);
                    known = known(kind, a); // the kind comes before
                }
                default -> {}
            }
        }
        actions.add(known.isPresent() ? known.get() : new OtherAction(kind, inner));
        counts.add(new Filter.ActionCount(kind, index, stats));
    }

    private static Optional<Action> known(String kind, AttributeReader options) throws NetlinkException {
        return switch (kind) {
            case "gact" -> Gact.read(options);
            case "mirred" -> Mirred.read(options);
            case "police" -> Police.read(options);
            default -> Optional.empty();
        };
    }
}
