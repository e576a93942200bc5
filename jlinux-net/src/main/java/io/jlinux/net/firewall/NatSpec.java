package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link Nat} does. Immutable; every method returns another one.
 *
 * <p>Addresses of {@link #masquerade masqueraded} networks reach forwarded ports of the host too, also when they lead back to
 * the one who asks (hairpin). Where bridges call netfilter themselves ({@code net.bridge.bridge-nf-call-iptables}, module
 * br_netfilter), the ports of the bridge need {@link io.jlinux.net.BridgePort#HAIRPIN} for the latter.
 *
 * @param masquerades whose packets get the address of the link that they leave by
 * @param forwards ports of this host that lead elsewhere
 * @param localhost the link by which the addresses of the forwards are reached, for those that are asked for at 127.0.0.1
 * @param tied the table goes when this process does, and nobody else can change it
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record NatSpec(
        List<Masquerade> masquerades, List<PortForward> forwards, Optional<String> localhost, boolean tied) {
    /** Nothing. */
    public static final NatSpec NONE = new NatSpec(List.of(), List.of(), Optional.empty(), false);

    /**
     * A network behind this host.
     *
     * @param link packets that leave by it are left alone: the bridge that the network is on. Empty: those that stay in the
     *     network are left alone
     */
    public record Masquerade(Cidr network, Optional<String> link) {
        public Masquerade {
            network = network.network();
            link.ifPresent(LinkName::check);
        }
    }

    public NatSpec {
        masquerades = List.copyOf(masquerades);
        forwards = List.copyOf(forwards);
        localhost.ifPresent(LinkName::check);
        if (tied && localhost.isPresent()) {
            throw new IllegalArgumentException(
                    "tied to this process, the guard of 127.0.0.1 would go with it, and route_localnet of "
                            + localhost.get() + " would stay");
        }
        for (int i = 0; i < forwards.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (forwards.get(i).overlaps(forwards.get(j))) {
                    throw new IllegalArgumentException(forwards.get(j) + " and " + forwards.get(i));
                }
            }
        }
    }

    /** The network reaches what is outside of it by this host's addresses, IPv4 or IPv6. */
    public NatSpec masquerade(Cidr network) {
        return with(new Masquerade(network, Optional.empty()));
    }

    /** The same, for what does not leave by {@code link}, the bridge that the network is on. */
    public NatSpec masquerade(Cidr network, String link) {
        return with(new Masquerade(network, Optional.of(link)));
    }

    private NatSpec with(Masquerade masquerade) {
        List<Masquerade> more = new ArrayList<>(masquerades);
        more.add(masquerade);
        return new NatSpec(more, forwards, localhost, tied);
    }

    /**
     * Ports of this host lead elsewhere.
     *
     * @throws IllegalArgumentException where two would take the same packets
     */
    public NatSpec forward(PortForward... more) {
        List<PortForward> all = new ArrayList<>(forwards);
        all.addAll(List.of(more));
        return new NatSpec(masquerades, all, localhost, tied);
    }

    /** Without these forwards. */
    public NatSpec without(PortForward... gone) {
        List<PortForward> rest = new ArrayList<>(forwards);
        rest.removeAll(List.of(gone));
        return new NatSpec(masquerades, rest, localhost, tied);
    }

    /**
     * Forwards answer at 127.0.0.1 as well; IPv6 has no such thing. For that the link that they are reached by gets {@code
     * route_localnet}, and what comes in from it to 127.0.0.0/8 is dropped, which else could reach the host's own services.
     *
     * @throws IllegalArgumentException where it is {@link #tied}: the kernel takes the table away, and not the sysctl that it guards
     */
    public NatSpec localhost(String link) {
        return new NatSpec(masquerades, forwards, Optional.of(link), tied);
    }

    /**
     * The table goes when this process ends, however it does, and nobody else can change or flush it. Linux 5.12.
     *
     * @throws IllegalArgumentException with {@link #localhost}
     */
    public NatSpec tiedToProcess() {
        return new NatSpec(masquerades, forwards, localhost, true);
    }
}
