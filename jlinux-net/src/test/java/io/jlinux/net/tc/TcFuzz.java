package io.jlinux.net.tc;

import io.jlinux.net.Cidr;
import io.jlinux.net.PortRange;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.tc.TcRequests.How;
import io.jlinux.net.wire.Rtm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Messages about traffic control, and their decoders, for the fuzz. */
public final class TcFuzz {
    public static final List<Integer> TYPES = List.of(Rtm.RTM_NEWQDISC, Rtm.RTM_NEWTCLASS, Rtm.RTM_NEWTFILTER);

    private TcFuzz() {}

    /** One of each kind with all that it can have: what is asked for looks as what is told. */
    static List<Request> requests() {
        Handle one = Handle.qdisc(1);
        Netem netem = Netem.of()
                .delay(Duration.ofMillis(50))
                .jitter(Duration.ofMillis(5))
                .loss(Chance.percent(1))
                .with(Netem.REORDER, Chance.percent(25))
                .with(Netem.CORRUPT, Chance.percent(1))
                .with(Netem.DELAY_CORRELATION, Chance.percent(50))
                .rate(Rate.gbit(50));
        Tbf tbf = Tbf.rate(Rate.gbit(50)).with(Tbf.PEAK_RATE, Rate.gbit(60)).with(Tbf.PEAK_BURST, 1600L);
        Cake cake = Cake.of()
                .bandwidth(Rate.mbit(10))
                .with(Cake.PRIORITIES, Cake.Priorities.DIFFSERV4)
                .with(Cake.FAIRNESS, Cake.Fairness.TRIPLE);
        Flower flower = Flower.ipv4()
                .source(Cidr.of("10.0.0.0/8"))
                .tcp()
                .destinationPort(new PortRange(80, 90))
                .action(Action.mirror(3))
                .action(Police.at(Rate.mbit(1), 100_000));
        Flower six = Flower.vlan(7)
                .with(Flower.VLAN_PROTOCOL, 0x86dd)
                .destination(Cidr.of("fd00::/8"))
                .udp()
                .sourcePort(PortRange.of(53));
        List<Request> all = new ArrayList<>();
        List<QdiscSpec<?>> qdiscs = List.of(
                netem,
                tbf,
                Htb.of().defaultClass(0x10),
                FqCodel.of().with(FqCodel.TARGET, Duration.ofMillis(5)),
                cake,
                Fifo.packets().limit(10),
                Prio.of(),
                OtherQdisc.CLSACT);
        for (QdiscSpec<?> spec : qdiscs) all.add(TcRequests.qdisc(How.ADD, 2, Handle.ROOT, one, spec));
        HtbClass htb = HtbClass.rate(Rate.gbit(50)).ceil(Rate.gbit(60));
        all.add(TcRequests.trafficClass(How.ADD, 2, one, Handle.of(1, 2), htb));
        List<FilterSpec<?>> filters = List.of(
                flower,
                six,
                U32.ipv6().destination(Cidr.of("fd00::/8")).ipProtocol(6).action(Action.redirect(3)),
                Matchall.of().to(Handle.of(1, 2)).action(Action.drop()));
        for (FilterSpec<?> spec : filters) all.add(TcRequests.filter(How.ADD, 2, one, spec));
        return all;
    }

    /** As bytes. */
    public static List<byte[]> messages() {
        return requests().stream().map(r -> r.encode(1)).toList();
    }

    /** As a qdisc, a class or a filter, by the type of the message. */
    public static Object decode(Message message) throws NetlinkException {
        Object value = switch (message.type()) {
            case Rtm.RTM_NEWQDISC -> TcDecoder.qdisc(message);
            case Rtm.RTM_NEWTCLASS -> TcDecoder.trafficClass(message);
            default -> TcDecoder.filter(message);
        };
        return value.toString();
    }
}
