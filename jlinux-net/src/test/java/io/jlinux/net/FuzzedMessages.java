package io.jlinux.net;

import io.jlinux.net.ethtool.EthtoolFuzz;
import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.tc.TcFuzz;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wireguard.WireguardFuzz;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Datagrams that no kernel sends: captured ones with changes anywhere, and ones put together at random. */
final class FuzzedMessages {
    private static final List<String> CAPTURES = List.of(
            "links",
            "addresses",
            "routes4",
            "routes6",
            "ack",
            "error-mtu",
            "error-peer-name",
            "error-bridge",
            "nft-objects",
            "nft-rules",
            "nft-elements",
            "conntrack");

    private static final AttributeNames NO_NAMES = AttributeNames.of(0, Map.of());
    private static final int HEADER = 16;
    private static final int SMALL = 112;

    private FuzzedMessages() {}

    /** What kernels send: captured, and what looks like it; a list for each source. */
    private static List<List<byte[]>> sources() {
        List<List<byte[]>> all = new ArrayList<>();
        TcFuzz.messages().forEach(m -> all.add(List.of(m)));
        try {
            for (String name : CAPTURES) {
                List<byte[]> some = Captured.datagrams(name).stream()
                        .filter(d -> d.length >= 36) // not the ends of dumps
                        .toList();
                if (!some.isEmpty()) all.add(some);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        all.add(List.of(generic(WireguardFuzz.device())));
        all.add(List.of(generic(EthtoolFuzz.features())));
        return all;
    }

    static List<byte[]> corpus() {
        return sources().stream().flatMap(List::stream).toList();
    }

    /** Of each source the beginning, and of generic families, of which nothing is captured, the whole. */
    static List<byte[]> small() {
        List<byte[]> all = new ArrayList<>(List.of(generic(WireguardFuzz.device()), generic(EthtoolFuzz.features())));
        for (List<byte[]> source : sources()) {
            byte[] least =
                    source.stream().min(Comparator.comparingInt(d -> d.length)).orElseThrow();
            all.add(least.length > SMALL ? whole(Arrays.copyOf(least, SMALL)) : least);
        }
        return all;
    }

    private static byte[] generic(Attributes attributes) {
        return new Request(Rtm.RTM_NEWLINK, 0, NO_NAMES, "", "", w -> w.u32(0).attributes(attributes)).encode(1);
    }

    /** One of the corpus that is cut, longer, has other lengths or bits, or goes on as another one. */
    static Arbitrary<byte[]> changed() {
        Arbitrary<byte[]> original = Arbitraries.of(sources()).flatMap(Arbitraries::of);
        Arbitrary<byte[]> once = original.flatMap(b -> Arbitraries.oneOf(
                Arbitraries.integers().between(0, b.length).map(n -> Arrays.copyOf(b, n)),
                Arbitraries.integers().between(1, 64).map(n -> Arrays.copyOf(b, b.length + n)),
                Combinators.combine(
                                Arbitraries.integers().between(0, b.length / 4 - 1),
                                Arbitraries.oneOf(
                                        Arbitraries.integers().between(0, 300),
                                        Arbitraries.integers().between(0, 0xffff)))
                        .as((word, length) -> length(b, 4 * word, length)),
                Combinators.combine(original, Arbitraries.integers().between(HEADER, b.length))
                        .as((other, at) -> splice(b, other, at)),
                Arbitraries.just(b)));
        Arbitrary<List<Integer>> flips =
                Arbitraries.integers().between(0, 1 << 20).list().ofMaxSize(3);
        return Combinators.combine(once, flips).as(FuzzedMessages::flip);
    }

    /** Lengths are where it hurts: 16 bits at a multiple of four. */
    private static byte[] length(byte[] original, int at, int length) {
        byte[] b = original.clone();
        ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).putShort(at, (short) length);
        return b;
    }

    private static byte[] splice(byte[] one, byte[] other, int at) {
        byte[] b = Arrays.copyOf(one, at + Math.max(0, other.length - HEADER));
        if (other.length > HEADER) System.arraycopy(other, HEADER, b, at, other.length - HEADER);
        return whole(b);
    }

    private static byte[] flip(byte[] original, List<Integer> bits) {
        byte[] b = original.clone();
        if (b.length == 0) return b;
        for (int bit : bits) b[bit / 8 % b.length] ^= (byte) (1 << bit % 8);
        return b;
    }

    /** A message with a fixed header of some size and invented attributes, some of which lie about their length. */
    static Arbitrary<byte[]> invented() {
        Arbitrary<Integer> family = Arbitraries.of(0, 2, 7, 10, 1, 255);
        Arbitrary<byte[]> fixed = Combinators.combine(family, bytes(Arbitraries.of(4, 8, 12, 16, 20)))
                .as((f, b) -> {
                    byte[] header = b.clone();
                    header[0] = (byte) (int) f;
                    return header;
                });
        Arbitrary<byte[]> attributes = Arbitraries.recursive(FuzzedMessages::leaf, FuzzedMessages::nest, 0, 4);
        return Combinators.combine(fixed, attributes.list().ofMaxSize(6)).as((head, rest) -> {
            List<byte[]> parts = new ArrayList<>(List.of(new byte[HEADER], head));
            parts.addAll(rest);
            return whole(join(parts));
        });
    }

    private static Arbitrary<byte[]> bytes(Arbitrary<Integer> sizes) {
        // most fields are small numbers, and rarely all bits
        Arbitrary<Byte> one = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.just((byte) 0)),
                net.jqwik.api.Tuple.of(3, Arbitraries.bytes().between((byte) 0, (byte) 40)),
                net.jqwik.api.Tuple.of(2, Arbitraries.bytes()));
        return sizes.flatMap(n -> one.array(byte[].class).ofSize(n));
    }

    private static Arbitrary<byte[]> leaf() {
        Arbitrary<byte[]> sized = bytes(Arbitraries.of(0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 28, 32, 36, 44, 56));
        Arbitrary<byte[]> named = Arbitraries.of(
                        "vlan",
                        "bridge",
                        "vxlan",
                        "bond",
                        "macvlan",
                        "gre",
                        "netem",
                        "htb",
                        "tbf",
                        "flower",
                        "u32",
                        "cmp",
                        "lookup",
                        "dynset",
                        "immediate",
                        "payload",
                        "ct",
                        "nat",
                        "gact",
                        "mirred",
                        "police")
                .map(s -> (s + '\0').getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return attribute(Arbitraries.oneOf(sized, named));
    }

    private static Arbitrary<byte[]> nest(Arbitrary<byte[]> inner) {
        return attribute(inner.list().ofMaxSize(3).map(FuzzedMessages::join));
    }

    private static Arbitrary<byte[]> attribute(Arbitrary<byte[]> payload) {
        Arbitrary<Integer> types = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 12),
                Arbitraries.integers().between(0, 90),
                Arbitraries.integers().between(0, 0xffff));
        Arbitrary<Integer> lies = Arbitraries.integers().between(0, 40);
        return Combinators.combine(types, payload, lies).as((type, body, lie) -> {
            int length = 4 + body.length;
            int told = lie == 0 ? length + 9 : lie == 1 ? 3 : lie == 2 ? 0xffff : length;
            return attribute(type, told, body);
        });
    }

    static byte[] attribute(int type, int told, byte[] body) {
        byte[] b = new byte[4 + body.length + 3 & ~3];
        ByteBuffer.wrap(b)
                .order(ByteOrder.nativeOrder())
                .putShort((short) told)
                .putShort((short) type)
                .put(body);
        return b;
    }

    /** As deep as 16 bits of length allow, within a fixed header of this size. */
    static byte[] deep(int type, int fixed) {
        int levels = 0xffff / 4 - 1;
        byte[] b = new byte[HEADER + fixed + 4 * levels];
        b[HEADER] = 2;
        ByteBuffer out = ByteBuffer.wrap(b).order(ByteOrder.nativeOrder());
        for (int i = 0; i < levels; i++) {
            int at = HEADER + fixed + 4 * i;
            out.putShort(at, (short) (4 * (levels - i))).putShort(at + 2, (short) type);
        }
        return whole(b);
    }

    private static byte[] join(List<byte[]> parts) {
        byte[] b = new byte[parts.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, b, at, part.length);
            at += part.length;
        }
        return b;
    }

    /** With the message's own length as it is. */
    private static byte[] whole(byte[] b) {
        ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).putInt(0, b.length);
        return b;
    }
}
