package io.jlinux.net;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jlinux.net.conntrack.ConntrackFuzz;
import io.jlinux.net.ethtool.EthtoolFuzz;
import io.jlinux.net.link.BondSpec;
import io.jlinux.net.link.GeneveSpec;
import io.jlinux.net.link.GreOverIpv4Spec;
import io.jlinux.net.link.GreOverIpv6Spec;
import io.jlinux.net.link.GreTunnelSpec;
import io.jlinux.net.link.Ip6tnlSpec;
import io.jlinux.net.link.IpOverIpv4Spec;
import io.jlinux.net.link.IpvlanLikeSpec;
import io.jlinux.net.link.MacvlanLikeSpec;
import io.jlinux.net.link.NetkitSpec;
import io.jlinux.net.link.VlanSpec;
import io.jlinux.net.link.VrfSpec;
import io.jlinux.net.link.VxlanSpec;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.Captured;
import io.jlinux.net.netlink.ExtAckFuzz;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.nftables.NftFuzz;
import io.jlinux.net.tc.TcFuzz;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wireguard.WireguardFuzz;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Tag;

/** Whatever arrives, every decoder ends with a value or a {@link NetlinkException}, and soon. */
@Tag("pure")
class DecoderFuzzTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int[] OTHER_TYPES = {
        Rtm.RTM_NEWNEIGH, Rtm.RTM_NEWRULE, Rtm.RTM_NEWNEXTHOP, Rtm.RTM_NEWNSID, Rtm.RTM_DELLINK, Rtm.RTM_DELROUTE
    };

    private static final List<LinkOption<?, ?>> OPTIONS = constants(
            LinkOption.class,
            BridgeSpec.class,
            BondSpec.class,
            GeneveSpec.class,
            GreOverIpv4Spec.class,
            GreOverIpv6Spec.class,
            GreTunnelSpec.class,
            Ip6tnlSpec.class,
            IpOverIpv4Spec.class,
            IpvlanLikeSpec.class,
            MacvlanLikeSpec.class,
            NetkitSpec.class,
            VlanSpec.class,
            VrfSpec.class,
            VxlanSpec.class);

    private static final List<BridgePort<?>> PORT_OPTIONS = constants(BridgePort.class, BridgePort.class);
    private static final List<Rule.Option<?>> RULE_OPTIONS = constants(Rule.Option.class, Rule.class);

    private int values;
    private int refusals;

    @SuppressWarnings("unchecked")
    private static <T> List<T> constants(Class<?> type, Class<?>... holders) {
        List<T> found = new ArrayList<>();
        for (Class<?> holder : holders) {
            for (Field f : holder.getDeclaredFields()) {
                if (f.getType() != type || !java.lang.reflect.Modifier.isPublic(f.getModifiers())) continue;
                try {
                    found.add((T) f.get(null));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        if (found.isEmpty()) throw new AssertionError("no " + type);
        return List.copyOf(found);
    }

    @Provide
    Arbitrary<byte[]> changed() {
        return FuzzedMessages.changed();
    }

    @Provide
    Arbitrary<byte[]> invented() {
        return FuzzedMessages.invented();
    }

    @Property(shrinking = ShrinkingMode.BOUNDED)
    void changedCaptures(@ForAll("changed") byte[] datagram) {
        assertTimeoutPreemptively(SOON, () -> decodeAll(datagram));
    }

    @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
    void inventedAttributes(@ForAll("invented") byte[] datagram) {
        assertTimeoutPreemptively(SOON, () -> decodeAll(datagram));
    }

    @Property(tries = 300)
    void garbage(@ForAll byte[] datagram) {
        assertTimeoutPreemptively(SOON, () -> decodeAll(datagram));
    }

    /** This one shows that the others look at something: what is whole has values, and what is cut is refused. */
    @Example
    void truncations() {
        for (byte[] datagram : FuzzedMessages.corpus()) {
            decodeAll(datagram);
            int step = Math.max(1, datagram.length / 20);
            for (int n = 0; n < datagram.length; n += step) decodeAll(Arrays.copyOf(datagram, n));
        }
        assertThat(values).isGreaterThan(1000);
        assertThat(refusals).isGreaterThan(1000);
    }

    /** Each byte of small messages once with all bits: lengths, counts and prefixes that are too large. */
    @Example
    void allBitsOfEachByte() {
        assertTimeoutPreemptively(SOON, () -> {
            for (byte[] datagram : FuzzedMessages.small()) {
                for (int i = 16; i < datagram.length; i++) {
                    byte[] b = datagram.clone();
                    b[i] = -1;
                    decodeAll(b);
                }
            }
        });
        assertThat(refusals).isGreaterThan(1000);
    }

    /** Some 16,000 levels, which would be too many for a decoder that goes down into all that is nested. */
    @Example
    void deepNesting() {
        for (int fixed : new int[] {4, 8, 12, 16, 20}) {
            for (int type = 0; type <= 64; type += type < 12 ? 1 : 13) {
                byte[] datagram = FuzzedMessages.deep(type, fixed);
                assertTimeoutPreemptively(SOON, () -> decodeAll(datagram));
            }
        }
        assertThat(values).isGreaterThan(100);
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
            decodeRoute(m, datagram);
            for (int type : TcFuzz.TYPES) {
                Message other = ExtAckFuzz.as(m, type);
                attempt(() -> TcFuzz.decode(other));
            }
            for (NftFuzz.Decoding d : NftFuzz.decoders()) attempt(() -> d.decode(m));
            attempt(() -> ConntrackFuzz.connection(m));
            attempt(() -> ConntrackFuzz.entries(m));
            attempt(() -> WireguardFuzz.decode(m));
            attempt(() -> EthtoolFuzz.decode(m));
            attempt(() -> ExtAckFuzz.family(m));
        }
    }

    private void decodeRoute(Message m, byte[] datagram) {
        Message link = ExtAckFuzz.as(m, Rtm.RTM_NEWLINK);
        attempt(() -> LinkDecoder.decode(link).toString());
        attempt(() -> AddressDecoder.decode(ExtAckFuzz.as(m, Rtm.RTM_NEWADDR)));
        attempt(() -> RouteDecoder.decode(ExtAckFuzz.as(m, Rtm.RTM_NEWROUTE)));
        attempt(() -> SolicitedNodes.decode(m, m.u32(4)));
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
        }
        settings(m, link);
    }

    /** What is looked at later is checked later. */
    private void settings(Message m, Message asLink) {
        List<Attributes> data = new ArrayList<>();
        attempt(() -> data.add(LinkDecoder.decode(asLink).data()));
        attempt(() -> data.add(Attributes.behind(m, 4)));
        attempt(() -> data.add(Attributes.behind(m, 16)));
        for (Attributes a : data) {
            for (LinkOption<?, ?> option : OPTIONS) attempt(() -> a.get(option.attribute(), option.type()));
            for (Rule.Option<?> option : RULE_OPTIONS) attempt(() -> a.get(option.attribute(), option.type()));
            attempt(a::toString);
        }
        attempt(() -> {
            Link link = LinkDecoder.decode(asLink);
            for (BridgePort<?> option : PORT_OPTIONS) attempt(() -> link.get(option));
            return link;
        });
        attempt(() -> {
            var route = RouteDecoder.decode(ExtAckFuzz.as(m, Rtm.RTM_NEWROUTE));
            for (Route.Metric metric : Route.Metric.values()) {
                if (route.isPresent()) attempt(() -> route.get().get(metric));
            }
            return route;
        });
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
