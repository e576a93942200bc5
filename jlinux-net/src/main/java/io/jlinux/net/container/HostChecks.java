package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the host passes packets of containers on, under an address that gets answers. */
final class HostChecks {
    private static final String AREA = "host";

    private HostChecks() {}

    /**
     * Looks at the host.
     *
     * @param rules empty where they cannot be read
     * @param addresses of the containers
     */
    static List<Finding> check(NetworkFacts host, Optional<RuleFacts> rules, List<Wire> wires, List<Cidr> addresses) {
        List<Finding> list = new ArrayList<>();
        if (addresses.stream().anyMatch(a -> !a.isIpv6())) {
            list.add(forwarding(host, "forwarding", ForwardingSetting.IPV4.key()));
        }
        if (addresses.stream().anyMatch(Cidr::isIpv6)) {
            list.add(forwarding(host, "forwarding, IPv6", ForwardingSetting.IPV6.key()));
        }
        if (rules.isEmpty()) {
            list.add(Finding.limited(
                    AREA,
                    "firewall rules",
                    "they cannot be read",
                    "whether packets are dropped or translated is not known",
                    "run the doctor with CAP_NET_ADMIN over the host's network namespace"));
            return list;
        }
        list.add(translation(host, rules.get(), addresses));
        for (RuleFacts.ForwardChain chain : rules.get().forward()) list.add(forward(host, chain, wires));
        return list;
    }

    private static Finding forwarding(NetworkFacts host, String subject, String key) {
        if (host.isOn(key)) return Finding.ok(AREA, subject, "on");
        String name = "net." + key.replace('/', '.');
        return Finding.missing(
                AREA,
                subject,
                "sysctl " + name + " is 0",
                "the host drops what containers send to the outside, and what comes back; the host itself they reach",
                "sysctl " + name + "=1; ContainerNetwork.bridge does it by itself");
    }

    private static Finding translation(NetworkFacts host, RuleFacts rules, List<Cidr> addresses) {
        String subject = "address translation";
        if (rules.translates()) return Finding.ok(AREA, subject, "a rule translates what goes out");
        boolean isPrivate = addresses.stream().anyMatch(a -> a.address().isSiteLocalAddress() || isUniqueLocal(a));
        boolean hasOutside = !host.defaultRoutes(false).isEmpty()
                || !host.defaultRoutes(true).isEmpty();
        if (!isPrivate || !hasOutside) {
            return Finding.ok(
                    AREA, subject, isPrivate ? "none, and the host has no way to the outside" : "none needed");
        }
        return Finding.missing(
                AREA,
                subject,
                "no rule translates private addresses " + addresses,
                "packets go out with an address that nobody outside answers to",
                "nft: masquerade in a chain at postrouting; ContainerNetwork.bridge does it unless masquerade(false)");
    }

    private static boolean isUniqueLocal(Cidr address) {
        return address.isIpv6() && (address.address().getAddress()[0] & 0xfe) == 0xfc;
    }

    private static Finding forward(NetworkFacts host, RuleFacts.ForwardChain chain, List<Wire> wires) {
        String subject = "chain " + chain.name();
        if (!chain.drops()) return Finding.ok(AREA, subject, "passes what no rule decides about");
        List<String> unnamed = wires.stream()
                .flatMap(w -> w.gateway().stream())
                .map(Link::name)
                .distinct()
                .filter(n -> !chain.named().contains(n))
                .toList();
        if (unnamed.isEmpty())
            return Finding.ok(AREA, subject, "drops what no rule decides about; rules name the links");
        boolean bridged = host.isOn("bridge/bridge-nf-call-iptables");
        String meaning = "what containers send to the outside, and forwarded ports, are dropped"
                + (bridged ? "; and with bridge-nf-call-iptables=1 what they send to each other, too" : "");
        String advice = "accept there what comes from and goes to " + unnamed
                + (bridged ? "; and sysctl net.bridge.bridge-nf-call-iptables=0 unless another program needs it" : "");
        return Finding.missing(
                AREA, subject, "drops what no rule decides about, and no rule names " + unnamed, meaning, advice);
    }
}
