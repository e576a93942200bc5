package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;
import io.jlinux.net.wire.NftListAttr;
import io.jlinux.net.wire.NftSetElemAttr;
import io.jlinux.net.wire.NftSetElemListAttr;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Elements as messages have them.
 *
 * <p>An interval of a single field is two: the first key, and behind the last one an element that only ends it. An interval
 * of a concatenation is one, with two keys.
 */
final class ElementWire {
    private static final int INTERVAL_END = 1;

    private ElementWire() {}

    /** One as the kernel has it. */
    record Raw(Element element, boolean isEnd) {}

    static void write(MessageWriter w, NftSet set, int setId, List<Element> elements, boolean withStart) {
        w.attributeString(
                NftSetElemListAttr.NFTA_SET_ELEM_LIST_TABLE, set.table().name());
        w.attributeString(NftSetElemListAttr.NFTA_SET_ELEM_LIST_SET, set.name());
        if (setId != 0) w.attributeU32NetworkOrder(NftSetElemListAttr.NFTA_SET_ELEM_LIST_SET_ID, setId);
        int list = w.beginFlaggedNest(NftSetElemListAttr.NFTA_SET_ELEM_LIST_ELEMENTS);
        boolean pairs = set.isInterval() && !set.hasRangeElements();
        if (pairs && withStart) writeStart(w, set, elements);
        for (Element given : elements) {
            Element e = set.isInterval() ? given.turned(set.key()) : given;
            writeOne(w, e, e.key(), set.hasRangeElements() ? e.last().orElse(e.key()) : null, false);
            Data behind = pairs ? e.last().orElse(e.key()).next() : null;
            if (behind != null) writeOne(w, e, behind, null, true);
        }
        w.endNest(list);
    }

    /** How many the kernel makes of elements with which a set begins. */
    static int count(NftSet set, List<Element> elements) {
        if (!set.isInterval() || set.hasRangeElements()) return elements.size();
        Data zero = Data.filled(set.key().length(), 0);
        int n = elements.stream().anyMatch(e -> e.key().equals(zero)) ? 0 : 1;
        for (Element given : elements) {
            Element e = given.turned(set.key());
            n += e.last().orElse(e.key()).next() == null ? 1 : 2;
        }
        return n;
    }

    /** As {@code nft} does: what is before the first interval ends at 0. */
    private static void writeStart(MessageWriter w, NftSet set, List<Element> elements) {
        Data zero = Data.filled(set.key().length(), 0);
        boolean there = elements.stream().anyMatch(e -> e.key().equals(zero));
        if (!there) writeOne(w, Element.of(zero, Optional.empty()), zero, null, true);
    }

    private static void writeOne(MessageWriter w, Element e, Data key, @Nullable Data keyEnd, boolean isEnd) {
        int nest = w.beginFlaggedNest(NftListAttr.NFTA_LIST_ELEM);
        if (isEnd) w.attributeU32NetworkOrder(NftSetElemAttr.NFTA_SET_ELEM_FLAGS, INTERVAL_END);
        Wire.value(w, NftSetElemAttr.NFTA_SET_ELEM_KEY, key);
        if (keyEnd != null) Wire.value(w, NftSetElemAttr.NFTA_SET_ELEM_KEY_END, keyEnd);
        if (!isEnd) {
            e.data().ifPresent(d -> Wire.value(w, NftSetElemAttr.NFTA_SET_ELEM_DATA, d));
            e.verdict().ifPresent(v -> Wire.verdict(w, NftSetElemAttr.NFTA_SET_ELEM_DATA, v));
            e.object().ifPresent(o -> w.attributeString(NftSetElemAttr.NFTA_SET_ELEM_OBJREF, o));
            e.timeout().ifPresent(t -> w.attributeU64NetworkOrder(NftSetElemAttr.NFTA_SET_ELEM_TIMEOUT, t.toMillis()));
            e.comment()
                    .ifPresent(c -> w.attributeBytes(
                            NftSetElemAttr.NFTA_SET_ELEM_USERDATA, UserData.comment(UserData.ELEMENT_COMMENT, c)));
        }
        w.endNest(nest);
    }

    /** The elements of one message of a dump. */
    static List<Raw> decode(Message message) throws NetlinkException {
        Wire.require(message, Nfnl.NFT_MSG_NEWSETELEM, Nfnl.NFT_MSG_DELSETELEM);
        List<Raw> all = new ArrayList<>();
        for (AttributeReader a = message.attributes(Nfnl.HEADER_SIZE); a.next(); ) {
            if (a.type() != NftSetElemListAttr.NFTA_SET_ELEM_LIST_ELEMENTS) continue;
            for (AttributeReader e = a.nested(); e.next(); ) all.add(readOne(e.nested()));
        }
        return all;
    }

    private static Raw readOne(AttributeReader a) throws NetlinkException {
        int flags = 0;
        Data key = Data.of();
        Optional<Data> last = Optional.empty();
        Optional<Duration> timeout = Optional.empty();
        Optional<Duration> expires = Optional.empty();
        Element rest = Element.of(key, last);
        while (a.next()) {
            switch (a.type()) {
                case NftSetElemAttr.NFTA_SET_ELEM_FLAGS -> flags = a.u32NetworkOrder();
                case NftSetElemAttr.NFTA_SET_ELEM_KEY -> key = Wire.readValue(a);
                case NftSetElemAttr.NFTA_SET_ELEM_KEY_END -> last = Optional.of(Wire.readValue(a));
                case NftSetElemAttr.NFTA_SET_ELEM_DATA -> rest = withData(rest, Wire.read(a));
                case NftSetElemAttr.NFTA_SET_ELEM_OBJREF -> rest = rest.object(Wire.name(a.string()));
                case NftSetElemAttr.NFTA_SET_ELEM_TIMEOUT -> timeout = Durations.ofMillis(a.u64NetworkOrder());
                case NftSetElemAttr.NFTA_SET_ELEM_EXPIRATION -> expires = Durations.ofMillis(a.u64NetworkOrder());
                case NftSetElemAttr.NFTA_SET_ELEM_USERDATA -> rest = withComment(rest, a.bytes());
                case NftSetElemAttr.NFTA_SET_ELEM_EXPR -> rest = counting(rest, Expressions.readOne(a.nested()));
                default -> {} // padding, and what later kernels add
            }
        }
        Optional<Data> to = last.equals(Optional.of(key)) ? Optional.empty() : last;
        Element e = rest.expiring(timeout, expires);
        Element whole = new Element(
                key, to, e.data(), e.verdict(), e.object(), e.timeout(), e.expires(), e.comment(), e.counter());
        return new Raw(whole, (flags & INTERVAL_END) != 0);
    }

    private static Element withData(Element e, Wire.DataOrVerdict data) {
        Verdict verdict = data.verdict();
        Data value = data.data();
        if (verdict != null) return e.verdict(verdict);
        return value == null ? e : e.value(value);
    }

    private static Element withComment(Element e, byte[] userData) {
        Optional<String> text = UserData.readComment(UserData.ELEMENT_COMMENT, userData);
        return new Element(
                e.key(), e.last(), e.data(), e.verdict(), e.object(), e.timeout(), e.expires(), text, e.counter());
    }

    private static Element counting(Element e, Expression expression) {
        return expression instanceof Counter c ? e.counted(Optional.of(c)) : e;
    }

    /**
     * Whether each is there once. While the kernel makes a set's hash table larger, the messages of one dump are of different orders of the
     * elements: some come twice then, and as many not at all.
     */
    static boolean isWhole(List<Raw> raw) {
        Set<List<Object>> seen = new HashSet<>();
        return raw.stream().allMatch(r -> seen.add(List.of(r.element().key(), r.isEnd())));
    }

    /** Beginnings and ends put together, in the order of their keys. */
    static List<Element> join(NftSet set, List<Raw> raw) {
        if (!set.isInterval()) return raw.stream().map(Raw::element).toList();
        if (set.hasRangeElements()) {
            return raw.stream().map(r -> r.element().turned(set.key())).toList();
        }
        List<Raw> sorted = new ArrayList<>(raw);
        sorted.sort(Comparator.comparing((Raw r) -> r.element().key()).thenComparing(r -> r.isEnd() ? 0 : 1));
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Raw r = sorted.get(i);
            if (r.isEnd()) continue;
            Data key = r.element().key();
            Data behind = i + 1 < sorted.size() ? sorted.get(i + 1).element().key() : null;
            Data last = behind == null ? Data.filled(key.length(), 0xff) : behind.previous();
            Element e = last == null || last.equals(key) ? r.element() : spanning(r.element(), last);
            elements.add(e.turned(set.key()));
        }
        return elements;
    }

    private static Element spanning(Element e, Data last) {
        return new Element(
                e.key(),
                Optional.of(last),
                e.data(),
                e.verdict(),
                e.object(),
                e.timeout(),
                e.expires(),
                e.comment(),
                e.counter());
    }
}
