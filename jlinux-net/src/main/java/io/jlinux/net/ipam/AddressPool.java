package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses of a network may be leased: an immutable value.
 *
 * <p>Never leased are the gateway's, what is excluded, and what the protocol keeps for itself: the first address of a network,
 * which means the network (IPv4) or any router (IPv6), and the last one of IPv4, the broadcast. Networks of one or two
 * addresses ({@code /31}, {@code /32}, {@code /127}, {@code /128}) have none of these.
 *
 * @param subnet the network, with the gateway as its address
 * @param ranges from which addresses are taken, one range after the other; all of the network where there is none
 * @param exclusions from which none is
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3021">RFC 3021, of networks of two addresses</a>
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record AddressPool(Cidr subnet, List<IpRange> ranges, List<IpRange> exclusions) {
    public AddressPool {
        ranges = List.copyOf(ranges);
        exclusions = List.copyOf(exclusions);
        for (IpRange range : ranges) {
            if (!subnet.contains(range.first()) || !subnet.contains(range.last())) {
                throw new IllegalArgumentException("the range " + range + " is not in " + subnet.network());
            }
        }
    }

    /**
     * All of a network. Where host bits are set ({@code 10.7.0.254/24}) they are the gateway's; else the gateway is its first
     * host ({@code 10.7.0.1}).
     */
    public static AddressPool of(Cidr network) {
        boolean hasHost = !network.equals(network.network());
        return new AddressPool(hasHost ? network : firstHost(network), List.of(), List.of());
    }

    private static Cidr firstHost(Cidr network) {
        if (isTiny(network)) return network;
        BigInteger first = IpNumber.of(network.address()).add(BigInteger.ONE);
        return new Cidr(IpNumber.toAddress(first, network.address().getAddress().length), network.prefixLength());
    }

    private static boolean isTiny(Cidr network) {
        return network.address().getAddress().length * 8 - network.prefixLength() <= 1;
    }

    /** With another gateway, which is in the network. */
    public AddressPool gateway(InetAddress address) {
        if (!subnet.contains(address)) {
            throw new IllegalArgumentException(Cidr.text(address) + " is not in " + subnet.network());
        }
        return new AddressPool(new Cidr(address, subnet.prefixLength()), ranges, exclusions);
    }

    /** With one more range from which addresses are taken. */
    public AddressPool range(IpRange range) {
        return new AddressPool(subnet, plus(ranges, range), exclusions);
    }

    /** Without these addresses. */
    public AddressPool exclude(IpRange range) {
        return new AddressPool(subnet, ranges, plus(exclusions, range));
    }

    private static List<IpRange> plus(List<IpRange> list, IpRange more) {
        List<IpRange> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }

    /** The address of the gateway. */
    public InetAddress gateway() {
        return subnet.address();
    }

    /** Whether it may be leased. */
    public boolean contains(InetAddress address) {
        return free().stream().anyMatch(r -> r.contains(address));
    }

    /** How many addresses may be leased. */
    public BigInteger size() {
        return free().stream().map(IpRange::size).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** What may be leased, as ranges that do not overlap, in the order in which they are used. */
    List<IpRange> free() {
        List<IpRange> free = new ArrayList<>();
        for (IpRange range : ranges.isEmpty() ? List.of(IpRange.of(subnet)) : ranges) {
            List<IpRange> without = new ArrayList<>(kept());
            without.addAll(free);
            free.addAll(subtract(range, without));
        }
        return free;
    }

    private List<IpRange> kept() {
        List<IpRange> kept = new ArrayList<>(exclusions);
        kept.add(IpRange.single(subnet.address()));
        if (isTiny(subnet)) return kept;
        IpRange all = IpRange.of(subnet);
        kept.add(IpRange.single(all.first()));
        if (!subnet.isIpv6()) kept.add(IpRange.single(all.last()));
        return kept;
    }

    private static List<IpRange> subtract(IpRange range, List<IpRange> without) {
        int bytes = range.first().getAddress().length;
        List<IpRange> holes = without.stream()
                .filter(r -> r.first().getAddress().length == bytes)
                .sorted(Comparator.comparing(r -> IpNumber.of(r.first())))
                .toList();
        List<IpRange> rest = new ArrayList<>();
        BigInteger from = IpNumber.of(range.first());
        BigInteger last = IpNumber.of(range.last());
        for (IpRange hole : holes) {
            BigInteger start = IpNumber.of(hole.first());
            if (start.compareTo(last) > 0) break;
            if (from.compareTo(start) < 0) {
                rest.add(new IpRange(
                        IpNumber.toAddress(from, bytes), IpNumber.toAddress(start.subtract(BigInteger.ONE), bytes)));
            }
            from = from.max(IpNumber.of(hole.last()).add(BigInteger.ONE));
        }
        if (from.compareTo(last) <= 0) {
            rest.add(new IpRange(IpNumber.toAddress(from, bytes), range.last()));
        }
        return rest;
    }

    /**
     * The next address after {@code last} that is not taken, round and round, so that one that was freed comes last.
     *
     * @return empty when all are taken
     */
    Optional<InetAddress> next(Optional<InetAddress> last, Predicate<InetAddress> taken) {
        List<IpRange> free = free();
        int start = 0;
        @Nullable BigInteger from = null;
        for (int i = 0; i < free.size() && last.isPresent(); i++) {
            if (!free.get(i).contains(last.get())) continue;
            start = i;
            from = IpNumber.of(last.get()).add(BigInteger.ONE);
        }
        // the range of the last one from there on, the others, and that range once more from its beginning
        for (int i = 0; i <= free.size() && !free.isEmpty(); i++) {
            IpRange range = free.get((start + i) % free.size());
            Optional<InetAddress> found =
                    firstFree(range, i == 0 && from != null ? from : IpNumber.of(range.first()), taken);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static Optional<InetAddress> firstFree(IpRange range, BigInteger from, Predicate<InetAddress> taken) {
        int bytes = range.first().getAddress().length;
        BigInteger last = IpNumber.of(range.last());
        for (BigInteger n = from; n.compareTo(last) <= 0; n = n.add(BigInteger.ONE)) {
            InetAddress candidate = IpNumber.toAddress(n, bytes);
            if (!taken.test(candidate)) return Optional.of(candidate);
        }
        return Optional.empty();
    }
}
