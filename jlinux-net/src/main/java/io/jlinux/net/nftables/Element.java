package io.jlinux.net.nftables;

import java.time.Duration;
import java.util.Optional;

/**
 * An element of a set or a map: to be added, or as it was read.
 *
 * @param key the first of its keys
 * @param last the last of its keys, in a set with {@link SetFlag#INTERVAL}; empty for a single one
 * @param data the value, of a map of values
 * @param verdict of a verdict map
 * @param object the name of an object, of a map of objects
 * @param timeout after which it goes
 * @param expires in this time, of one that was read
 * @param comment up to 127 bytes
 * @param counter what it counted, of one that was read and counts
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Set statement, Elements</a>
 */
public record Element(
        Data key,
        Optional<Data> last,
        Optional<Data> data,
        Optional<Verdict> verdict,
        Optional<String> object,
        Optional<Duration> timeout,
        Optional<Duration> expires,
        Optional<String> comment,
        Optional<Counter> counter) {
    static Element of(Data key, Optional<Data> last) {
        return new Element(
                key,
                last,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Of a set with keys of this type: a value for each of its fields. An address may be a {@link io.jlinux.net.Cidr}, any
     * value a {@link Span}, where the set has {@link SetFlag#INTERVAL}.
     *
     * @throws IllegalArgumentException for values that are not of the type
     */
    public static Element of(KeyType type, Object... values) {
        Data first = type.bound(false, values);
        Data last = type.bound(true, values);
        if (type.turned(first).compareTo(type.turned(last)) > 0)
            throw new IllegalArgumentException("from " + first + " to " + last);
        return of(first, first.equals(last) ? Optional.empty() : Optional.of(last));
    }

    /** With the value that a map has for it. */
    public Element value(Data value) {
        return new Element(key, last, Optional.of(value), verdict, object, timeout, expires, comment, counter);
    }

    /** With the verdict that a map has for it. */
    public Element verdict(Verdict v) {
        return new Element(key, last, data, Optional.of(v), object, timeout, expires, comment, counter);
    }

    /** With the object that a map has for it. */
    public Element object(String name) {
        return new Element(
                key, last, data, verdict, Optional.of(Names.check(name)), timeout, expires, comment, counter);
    }

    /** That goes after a time, in a set with {@link SetFlag#TIMEOUT}. */
    public Element timeout(Duration after) {
        return new Element(key, last, data, verdict, object, Optional.of(after), expires, comment, counter);
    }

    public Element comment(String text) {
        Optional<String> c = Optional.of(UserData.check(text));
        return new Element(key, last, data, verdict, object, timeout, expires, c, counter);
    }

    Element counted(Optional<Counter> c) {
        return new Element(key, last, data, verdict, object, timeout, expires, comment, c);
    }

    Element expiring(Optional<Duration> after, Optional<Duration> in) {
        return new Element(key, last, data, verdict, object, after, in, comment, counter);
    }

    /** With its keys turned around. */
    Element turned(KeyType type) {
        return new Element(
                type.turned(key), last.map(type::turned), data, verdict, object, timeout, expires, comment, counter);
    }

    /** Bytes in a message, at most. */
    int estimate() {
        return 96
                + 2 * key.length()
                + data.map(Data::length).orElse(0)
                + object.map(o -> 4 * o.length()).orElse(0)
                + verdict.flatMap(Verdict::chain).map(c -> 4 * c.length()).orElse(0)
                + comment.map(c -> 4 * c.length()).orElse(0);
    }
}
