package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftDataAttr;
import io.jlinux.net.wire.NftVerdictAttr;
import org.jspecify.annotations.Nullable;

/** What many messages of nf_tables have in common. */
final class Wire {
    private Wire() {}

    /** {@code struct nfgenmsg}. */
    static void header(MessageWriter w, int family) {
        w.u8(family).u8(0).u16(0);
    }

    static void require(Message message, int... operations) throws NetlinkException {
        for (int operation : operations) {
            if (message.type() == Nfnl.nft(operation)) return;
        }
        throw NetlinkException.malformed("message type " + message.type() + " where another one was asked for");
    }

    /** The table that a message is about. */
    static TableName tableName(Message message, String name) throws NetlinkException {
        return new TableName(Family.of(message.u8(0)), name(name));
    }

    /** A name that was received. */
    static String name(String name) throws NetlinkException {
        try {
            return Names.check(name);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed("a message without a name");
        }
    }

    /** An attribute that holds bytes: {@code NFTA_DATA_VALUE} within. */
    static void value(MessageWriter w, int type, Data value) {
        int nest = w.beginFlaggedNest(type);
        w.attributeBytes(NftDataAttr.NFTA_DATA_VALUE, value.bytes());
        w.endNest(nest);
    }

    /** An attribute that holds a verdict. */
    static void verdict(MessageWriter w, int type, Verdict verdict) {
        int nest = w.beginFlaggedNest(type);
        int inner = w.beginFlaggedNest(NftDataAttr.NFTA_DATA_VERDICT);
        w.attributeU32NetworkOrder(NftVerdictAttr.NFTA_VERDICT_CODE, verdict.code());
        verdict.chain().ifPresent(c -> w.attributeString(NftVerdictAttr.NFTA_VERDICT_CHAIN, c));
        w.endNest(inner);
        w.endNest(nest);
    }

    /** What a data attribute holds. */
    record DataOrVerdict(@Nullable Data data, @Nullable Verdict verdict) {}

    static DataOrVerdict read(AttributeReader attribute) throws NetlinkException {
        for (AttributeReader a = attribute.nested(); a.next(); ) {
            switch (a.type()) {
                case NftDataAttr.NFTA_DATA_VALUE -> {
                    return new DataOrVerdict(Data.of(a.bytes()), null);
                }
                case NftDataAttr.NFTA_DATA_VERDICT -> {
                    return new DataOrVerdict(null, readVerdict(a.nested()));
                }
                default -> {} // nothing else is known
            }
        }
        throw NetlinkException.malformed("neither a value nor a verdict");
    }

    static Data readValue(AttributeReader attribute) throws NetlinkException {
        Data data = read(attribute).data();
        if (data == null) throw NetlinkException.malformed("a verdict where a value belongs");
        return data;
    }

    private static Verdict readVerdict(AttributeReader attributes) throws NetlinkException {
        int code = 0;
        String chain = null;
        while (attributes.next()) {
            switch (attributes.type()) {
                case NftVerdictAttr.NFTA_VERDICT_CODE -> code = attributes.u32NetworkOrder();
                case NftVerdictAttr.NFTA_VERDICT_CHAIN -> chain = name(attributes.string());
                default -> {} // the number of a chain, which is only sent
            }
        }
        try {
            return Verdict.of(code, chain);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
