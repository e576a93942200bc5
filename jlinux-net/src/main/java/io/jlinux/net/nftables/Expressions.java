package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftExprAttr;
import io.jlinux.net.wire.NftListAttr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists of expressions as messages have them. */
final class Expressions {
    private Expressions() {}

    /** {@code NFTA_LIST_ELEM} for each, within {@code type}. */
    static void write(MessageWriter w, int type, List<Expression> expressions) {
        int list = w.beginFlaggedNest(type);
        for (Expression e : expressions) writeOne(w, NftListAttr.NFTA_LIST_ELEM, e);
        w.endNest(list);
    }

    /** One of them as attribute {@code type}. */
    static void writeOne(MessageWriter w, int type, Expression e) {
        int element = w.beginFlaggedNest(type);
        w.attributeString(NftExprAttr.NFTA_EXPR_NAME, e.kind());
        int data = w.beginFlaggedNest(NftExprAttr.NFTA_EXPR_DATA);
        e.write(w);
        w.endNest(data);
        w.endNest(element);
    }

    static List<Expression> read(AttributeReader list) throws NetlinkException {
        List<Expression> expressions = new ArrayList<>();
        while (list.next()) {
            if (list.type() == NftListAttr.NFTA_LIST_ELEM) expressions.add(readOne(list.nested()));
        }
        return List.copyOf(expressions);
    }

    static Expression readOne(AttributeReader a) throws NetlinkException {
        String kind = "";
        Attributes data = Attributes.NONE;
        while (a.next()) {
            switch (a.type()) {
                case NftExprAttr.NFTA_EXPR_NAME -> kind = a.string();
                case NftExprAttr.NFTA_EXPR_DATA -> data = Attributes.within(a);
                default -> {} // nothing else is known
            }
        }
        Attributes raw = data;
        String name = kind;
        return known(kind, data.reader()).orElseGet(() -> new OtherExpression(name, raw));
    }

    private static Optional<Expression> known(String kind, AttributeReader a) throws NetlinkException {
        return switch (kind) {
            case "bitwise" -> Bitwise.decode(a);
            case "byteorder" -> Optional.of(ByteOrderSwap.decode(a));
            case "cmp" -> Optional.of(Compare.decode(a));
            case "connlimit" -> Optional.of(ConnectionLimit.decode(a));
            case "counter" -> Optional.of(Counter.decode(a));
            case "ct" -> Ct.decode(a);
            case "dynset" -> DynamicSet.decode(a);
            case "fib" -> Optional.of(Fib.decode(a));
            case "immediate" -> Optional.of(Load.decode(a));
            case "limit" -> Optional.of(Limit.decode(a));
            case "log" -> Log.decode(a);
            case "lookup" -> Optional.of(Lookup.decode(a));
            case "masq" -> Optional.of(MasqueradeExpression.decode(a));
            case "meta" -> Meta.decode(a);
            case "nat" -> Optional.of(NatExpression.decode(a));
            case "notrack" -> Optional.of(new NoTrack());
            case "objref" -> ObjectReference.decode(a);
            case "payload" -> Optional.of(Payload.decode(a));
            case "queue" -> Queue.decode(a);
            case "quota" -> Optional.of(Quota.decode(a));
            case "range" -> Optional.of(CompareRange.decode(a));
            case "redir" -> Optional.of(RedirectExpression.decode(a));
            case "reject" -> Optional.of(Reject.decode(a));
            default -> Optional.empty();
        };
    }
}
