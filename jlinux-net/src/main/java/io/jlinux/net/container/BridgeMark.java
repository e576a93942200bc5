package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What has to be taken back of a bridge when its last user goes.
 *
 * @param index of the link: a bridge with the name and another index is somebody else's
 * @param made whether one of us made it
 * @param added the addresses that one of us gave to a bridge that was there
 */
record BridgeMark(int index, boolean made, List<Cidr> added) {
    /** The bridge is about to be made. */
    static final int UNKNOWN = 0;

    BridgeMark {
        added = List.copyOf(added);
    }

    BridgeMark plus(List<Cidr> more) {
        List<Cidr> all = new ArrayList<>(added);
        all.addAll(more);
        return new BridgeMark(index, made, all);
    }

    Map<String, String> write() {
        return Map.of(
                "index",
                Integer.toString(index),
                "made",
                Boolean.toString(made),
                "added",
                added.stream().map(Cidr::toString).collect(Collectors.joining(" ")));
    }

    /** Empty for what was not written by {@link #write}. */
    static Optional<BridgeMark> read(Map<String, String> values) {
        try {
            List<Cidr> added = new ArrayList<>();
            for (String word : values.getOrDefault("added", "").split(" ")) {
                if (!word.isEmpty()) added.add(Cidr.of(word));
            }
            int index = Integer.parseInt(values.getOrDefault("index", ""));
            return Optional.of(new BridgeMark(index, Boolean.parseBoolean(values.get("made")), added));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
