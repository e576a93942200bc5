package io.jlinux.net.nftables;

import io.jlinux.net.netlink.ExtAckFuzz;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkSubscription;
import io.jlinux.net.wire.Nfnl;
import java.util.ArrayList;
import java.util.List;

/** The decoders of this package, for tests of others. */
public final class NftFuzz {
    private NftFuzz() {}

    /** One decoder, whatever the message is. */
    @FunctionalInterface
    public interface Decoding {
        Object decode(Message message) throws NetlinkException;
    }

    /** Each makes the message one of its own first. */
    public static List<Decoding> decoders() {
        return List.of(
                m -> Table.decode(as(m, Nfnl.NFT_MSG_NEWTABLE)),
                m -> Chain.decode(as(m, Nfnl.NFT_MSG_NEWCHAIN)),
                m -> Rule.decode(as(m, Nfnl.NFT_MSG_NEWRULE)).counter(),
                m -> SetReader.decode(as(m, Nfnl.NFT_MSG_NEWSET)).toString(),
                m -> NamedObject.decode(as(m, Nfnl.NFT_MSG_NEWOBJ)),
                m -> Generation.decode(as(m, Nfnl.NFT_MSG_NEWGEN)),
                NftFuzz::elements,
                NftFuzz::notification);
    }

    private static Message as(Message m, int operation) {
        return ExtAckFuzz.as(m, Nfnl.nft(operation));
    }

    private static Object elements(Message message) throws NetlinkException {
        List<ElementWire.Raw> raw = ElementWire.decode(as(message, Nfnl.NFT_MSG_NEWSETELEM));
        TableName table = TableName.of(Family.INET, "t");
        NftSet intervals = NftSet.of(table, "s", DataType.IPV4_ADDRESS).flags(SetFlag.INTERVAL);
        NftSet ranges =
                NftSet.of(table, "s", DataType.IPV4_ADDRESS, DataType.MARK).flags(SetFlag.INTERVAL);
        List<Object> all = new ArrayList<>(ElementWire.join(intervals, raw));
        all.addAll(ElementWire.join(ranges, raw));
        return all;
    }

    private static Object notification(Message message) throws NetlinkException {
        List<RulesetChange> told = new ArrayList<>();
        NetlinkSubscription.Handler handler = new NftablesMonitor.Collector(told::add);
        handler.message(as(message, Nfnl.NFT_MSG_NEWRULE));
        handler.message(as(message, Nfnl.NFT_MSG_DELTABLE));
        handler.message(as(message, Nfnl.NFT_MSG_NEWGEN));
        handler.lost();
        return told;
    }
}
