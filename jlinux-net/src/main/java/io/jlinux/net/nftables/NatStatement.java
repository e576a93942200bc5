package io.jlinux.net.nftables;

import io.jlinux.net.IpTypes;
import io.jlinux.net.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives connections another source or destination; in chains of type {@link ChainType#NAT}. Immutable.
 *
 * <pre>{@code
 * rule.then(NatStatement.dnat(Cidr.address("10.7.0.2")).port(80));
 * rule.then(NatStatement.masquerade());
 * }</pre>
 *
 * @param addresses the first and the last address; empty for masquerade and redirect
 * @param ports the first and the last port; empty for the same as before
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), NAT statements</a>
 */
public record NatStatement(Kind kind, List<InetAddress> addresses, Optional<PortRange> ports, Set<NatFlag> flags)
        implements Statement {
    /** What is changed, and to what. */
    public enum Kind {
        SNAT,
        DNAT,
        /** The source becomes the address of the device that it goes out of. */
        MASQUERADE,
        /** The destination becomes this host. */
        REDIRECT
    }

    public NatStatement {
        addresses = List.copyOf(addresses);
        flags = Set.copyOf(flags);
        boolean needed = kind == Kind.SNAT || kind == Kind.DNAT;
        if (needed == addresses.isEmpty() || addresses.size() > 2) {
            throw new IllegalArgumentException(kind + " to " + addresses);
        }
    }

    public static NatStatement dnat(InetAddress to) {
        return new NatStatement(Kind.DNAT, List.of(to), Optional.empty(), Set.of());
    }

    /** To addresses from one to another, among which connections are spread. */
    public static NatStatement dnat(InetAddress first, InetAddress last) {
        return new NatStatement(Kind.DNAT, List.of(first, last), Optional.empty(), Set.of());
    }

    public static NatStatement snat(InetAddress to) {
        return new NatStatement(Kind.SNAT, List.of(to), Optional.empty(), Set.of());
    }

    public static NatStatement masquerade() {
        return new NatStatement(Kind.MASQUERADE, List.of(), Optional.empty(), Set.of());
    }

    public static NatStatement redirect() {
        return new NatStatement(Kind.REDIRECT, List.of(), Optional.empty(), Set.of());
    }

    /** To this port; the rule must match a protocol that has ports. */
    public NatStatement port(int port) {
        return ports(PortRange.of(port));
    }

    /** To one of these ports. */
    public NatStatement ports(PortRange range) {
        return new NatStatement(kind, addresses, Optional.of(range), flags);
    }

    public NatStatement with(NatFlag... more) {
        Set<NatFlag> all = EnumSet.noneOf(NatFlag.class);
        all.addAll(flags);
        all.addAll(Set.of(more));
        return new NatStatement(kind, addresses, ports, all);
    }

    /** Constants into registers 1, 2 …, and what uses them. */
    @Override
    public List<Expression> expressions() {
        List<Expression> list = new ArrayList<>();
        int register = 0;
        for (InetAddress a : addresses) list.add(new Load(++register, Data.of(IpTypes.ANY.encode(a))));
        int portMin = 0;
        int portMax = 0;
        if (ports.isPresent()) {
            PortRange range = ports.get();
            portMin = ++register;
            list.add(new Load(portMin, DataType.SERVICE.encode(range.first())));
            if (range.last() != range.first()) {
                portMax = ++register;
                list.add(new Load(portMax, DataType.SERVICE.encode(range.last())));
            }
        }
        list.add(last(portMin, portMax));
        return list;
    }

    private Expression last(int portMin, int portMax) {
        int bits = NatFlag.bits(flags, portMin == 0 ? 0 : NatFlag.PORTS);
        return switch (kind) {
            case MASQUERADE -> new MasqueradeExpression(portMin, portMax, bits);
            case REDIRECT -> new RedirectExpression(portMin, portMax, bits);
            case SNAT, DNAT -> {
                Family family = addresses.get(0).getAddress().length == 4 ? Family.IP : Family.IP6;
                int addressMax = addresses.size() == 2 ? 2 : 0;
                yield new NatExpression(kind == Kind.SNAT, family, 1, addressMax, portMin, portMax, bits);
            }
        };
    }
}
