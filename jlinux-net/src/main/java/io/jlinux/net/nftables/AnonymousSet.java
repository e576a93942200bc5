package io.jlinux.net.nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set or a map that is made with a rule and goes with it.
 *
 * @param data what a map holds; empty for a set
 */
record AnonymousSet(KeyType key, Optional<MapData> data, List<Element> elements) {
    /** The kernel puts a number in the place of {@code %d}. */
    static final String SET_NAME = "__set%d";

    static final String MAP_NAME = "__map%d";

    AnonymousSet {
        elements = List.copyOf(elements);
        if (elements.isEmpty()) throw new IllegalArgumentException("an anonymous set without elements");
    }

    static AnonymousSet of(KeyType key, Collection<?> values) {
        List<Element> elements = new ArrayList<>();
        for (Object v : values) elements.add(Element.of(key, v));
        return new AnonymousSet(key, Optional.empty(), elements);
    }

    static AnonymousSet of(KeyType key, Map<?, Verdict> verdicts) {
        List<Element> elements = new ArrayList<>();
        verdicts.forEach((k, v) -> elements.add(Element.of(key, k).verdict(v)));
        return new AnonymousSet(key, Optional.of(MapData.VERDICT), elements);
    }

    /** A map of ports to ports. */
    static AnonymousSet ofPorts(Map<Integer, Integer> ports) {
        KeyType key = KeyType.of(DataType.SERVICE);
        List<Element> elements = new ArrayList<>();
        ports.forEach((k, v) -> elements.add(Element.of(key, k).value(DataType.SERVICE.encode(v))));
        return new AnonymousSet(key, Optional.of(MapData.of(DataType.SERVICE)), elements);
    }

    boolean isInterval() {
        return elements.stream().anyMatch(e -> e.last().isPresent());
    }

    /** As a set of a table. */
    NftSet in(TableName table) {
        NftSet set = NftSet.of(table, "__placeholder", key).flags(SetFlag.ANONYMOUS, SetFlag.CONSTANT);
        if (isInterval()) set = set.flags(SetFlag.INTERVAL);
        if (data.isPresent()) set = set.map(data.get());
        return set.named(data.isPresent() ? MAP_NAME : SET_NAME).size(ElementWire.count(set, elements));
    }
}
