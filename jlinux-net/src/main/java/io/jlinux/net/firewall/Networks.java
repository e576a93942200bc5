package io.jlinux.net.firewall;

import io.jlinux.net.Cidr;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Lists of networks. */
final class Networks {
    private Networks() {}

    /** Without those that are within others: the kernel refuses intervals that overlap. Largest first. */
    static List<Cidr> disjoint(Collection<Cidr> networks) {
        List<Cidr> sorted = new ArrayList<>(networks);
        sorted.sort(Comparator.comparingInt(Cidr::prefixLength));
        List<Cidr> kept = new ArrayList<>();
        for (Cidr c : sorted) {
            if (kept.stream().noneMatch(k -> k.contains(c.address()))) kept.add(c.network());
        }
        return List.copyOf(kept);
    }

    static List<Cidr> of(Collection<Cidr> networks, boolean ipv6) {
        return networks.stream().filter(c -> c.isIpv6() == ipv6).toList();
    }
}
