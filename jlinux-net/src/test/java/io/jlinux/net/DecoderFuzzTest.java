package io.jlinux.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jlinux.net.conntrack.ConntrackFuzz;
import io.jlinux.net.link.BondSpec;
import io.jlinux.net.link.MacvlanSpec;
import io.jlinux.net.link.VlanSpec;
import io.jlinux.net.link.VxlanSpec;
import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.ExtAckFuzz;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.nftables.NftFuzz;
import io.jlinux.net.tc.TcFuzz;
import io.jlinux.net.wire.Rtm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever arrives, decoding ends with a value or a {@link NetlinkException}. */
class DecoderFuzzTest {
    private static final long SEED = 20261123;
    private static final int ROUNDS = Boolean.getBoolean("jlinux.vm") ? 500 : 20_000;
    private static final List<String> CAPTURES =
            List.of("links", "addresses", "routes4", "routes6", "ack", "error-mtu", "error-peer-name", "error-bridge");

    private static final List<String> NETFILTER = List.of("nft-objects", "nft-rules", "nft-elements", "conntrack");

    private static final int[] OTHER_TYPES = {
        Rtm.RTM_NEWNEIGH, Rtm.RTM_NEWRULE, Rtm.RTM_NEWNEXTHOP, Rtm.RTM_NEWNSID, Rtm.RTM_DELLINK, Rtm.RTM_DELROUTE
    };

    private static final List<LinkOption<?, ?>> OPTIONS = List.of(
            BridgeSpec.AGEING_TIME,
            BridgeSpec.PRIORITY,
            VxlanSpec.GROUP,
            VlanSpec.FLAGS,
            MacvlanSpec.MODE,
            BondSpec.MODE);

    private int values;
    private int refusals;

    @Test
    void changedTruncatedAndInventedBytes() throws Exception {
        List<byte[]> corpus = new ArrayList<>();
        for (String name : CAPTURES) corpus.addAll(Captured.datagrams(name));
        Random random = new Random(SEED);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < ROUNDS; i++) decodeAll(mutate(corpus.get(random.nextInt(corpus.size())), random));
        });
        assertThat(values).isGreaterThan(ROUNDS / 10);
        assertThat(refusals).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void truncations() throws Exception {
        for (String name : CAPTURES) {
            for (byte[] datagram : Captured.datagrams(name)) {
                int step = Math.max(1, datagram.length / 400);
                for (int n = 0; n < datagram.length; n += step) decodeAll(Arrays.copyOf(datagram, n));
            }
        }
        assertThat(refusals).isPositive();
    }

    @Test
    void netfilter() throws Exception {
        List<byte[]> corpus = new ArrayList<>();
        for (String name : NETFILTER) corpus.addAll(Captured.datagrams(name));
        corpus.removeIf(datagram -> datagram.length < 64); // ends of dumps
        Random random = new Random(SEED);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < ROUNDS / 4; i++) {
                byte[] original = corpus.get(random.nextInt(corpus.size()));
                decodeNetfilter(random.nextInt(10) == 0 ? original : mutate(original, random));
            }
        });
        assertThat(values).isGreaterThan(ROUNDS / 10);
        assertThat(refusals).isGreaterThan(ROUNDS / 10);
    }

    private void decodeNetfilter(byte[] datagram) {
        try {
            for (Message m : Captured.messages(datagram)) {
                for (NftFuzz.Decoding d : NftFuzz.decoders()) attempt(() -> d.decode(m));
                attempt(() -> ConntrackFuzz.connection(m));
                attempt(() -> ConntrackFuzz.entries(m));
            }
        } catch (NetlinkException e) {
            refusals++;
        }
    }

    @Test
    void trafficControl() throws Exception {
        List<byte[]> corpus = TcFuzz.messages();
        Random random = new Random(SEED);
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (byte[] whole : corpus) {
                for (int n = 0; n < whole.length; n++) decodeTraffic(Arrays.copyOf(whole, n));
            }
            for (int i = 0; i < ROUNDS; i++) decodeTraffic(mutate(corpus.get(random.nextInt(corpus.size())), random));
        });
        assertThat(values).isGreaterThan(ROUNDS / 10);
        assertThat(refusals).isGreaterThan(ROUNDS / 10);
    }

    private void decodeTraffic(byte[] datagram) {
        List<Message> messages;
        try {
            messages = Captured.messages(datagram);
        } catch (NetlinkException e) {
            refusals++;
            return;
        }
        for (Message m : messages) {
            for (int type : TcFuzz.TYPES) {
                Message other = ExtAckFuzz.as(m, type);
                attempt(() -> TcFuzz.decode(other));
            }
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] b = original.clone();
        switch (random.nextInt(4)) {
            case 0 -> b = Arrays.copyOf(b, random.nextInt(b.length + 1));
            case 1 -> b = Arrays.copyOf(b, b.length + random.nextInt(64));
            case 2 -> {
                // lengths are where it hurts: 16 bits at a multiple of four
                int at = 4 * random.nextInt(b.length / 4);
                b[at] = (byte) random.nextInt(256);
                b[at + 1] = (byte) (random.nextBoolean() ? 0 : random.nextInt(256));
            }
            default -> random.nextBytes(b);
        }
        int flips = random.nextInt(4);
        for (int i = 0; i < flips && b.length > 0; i++) b[random.nextInt(b.length)] ^= (byte) (1 << random.nextInt(8));
        return b;
    }

    private void decodeAll(byte[] datagram) {
        List<Message> messages;
        try {
            messages = Captured.messages(datagram);
        } catch (NetlinkException e) {
            refusals++;
            return;
        }
        for (Message m : messages) {
            attempt(() -> LinkDecoder.decode(m));
            attempt(() -> AddressDecoder.decode(m));
            attempt(() -> RouteDecoder.decode(m));
            attempt(() -> ExtAckFuzz.decode(m, datagram));
            for (int type : OTHER_TYPES) {
                Message other = ExtAckFuzz.as(m, type);
                attempt(() -> NeighbourEntry.decode(other));
                attempt(() -> FdbEntry.decode(other));
                attempt(() -> Rule.decode(other));
                attempt(() -> NextHopObject.decode(other));
                attempt(() -> NamespaceIds.decode(other));
                attempt(() -> BridgeVlans.decode(other));
                attempt(() -> BridgeGroups.decode(other));
                attempt(() -> new StateKeeper().apply(other));
                attempt(() -> ExtAckFuzz.family(other));
            }
            attempt(() -> settings(LinkDecoder.decode(m)));
        }
    }

    /** What is looked at later is checked later. */
    private static Object settings(Link link) throws NetlinkException {
        for (LinkOption<?, ?> option : OPTIONS) link.get(option);
        link.get(BridgePort.COST);
        link.data().toString();
        return link;
    }

    private interface Decoding {
        Object decode() throws NetlinkException;
    }

    private void attempt(Decoding decoding) {
        try {
            requireNonNull(decoding.decode());
            values++;
        } catch (NetlinkException e) {
            refusals++;
        }
    }
}
