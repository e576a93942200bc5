package io.jlinux.net.container;

import io.jlinux.doctor.Finding;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.MacAddress;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Whether another on the same bridge has an address of the container, by asking all of them. */
final class DuplicateChecks {
    private static final String AREA = "addresses and routes";

    /** As arping(8) waits for the owner. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    /** The packets of one bridge do not go over a wire: who has it as well answers just after. */
    private static final Duration FURTHER = Duration.ofMillis(150);

    private DuplicateChecks() {}

    /** Empty for IPv6, and where the host cannot ask: its link is not up, or the right is missing. */
    static Optional<Finding> check(NamespaceHandle host, Wire wire, Cidr address) {
        Optional<Link> gateway =
                wire.gateway().filter(Link::carriesTraffic).filter(l -> l.mac().isPresent());
        if (gateway.isEmpty() || !(address.address() instanceof Inet4Address target)) return Optional.empty();
        String subject = "owner of " + Cidr.text(target);
        Link link = gateway.get();
        Set<MacAddress> owners;
        try {
            owners = ArpProbe.ask(host, link.index(), link.mac().orElseThrow(), target, FIRST, FURTHER);
        } catch (LinuxException e) {
            return Optional.empty();
        }
        Optional<MacAddress> own = wire.inside().mac();
        if (owners.isEmpty()) {
            return Optional.of(Finding.missing(
                    AREA,
                    subject,
                    "nobody answers for it on " + link.name(),
                    "the container is not reached",
                    "see the findings about its link; arp_ignore and filters in the container keep it silent, too"));
        }
        if (own.isPresent() && owners.equals(Set.of(own.get()))) {
            return Optional.of(Finding.ok(AREA, subject, "the container alone"));
        }
        return Optional.of(Finding.missing(
                AREA,
                subject,
                "it is answered for by " + owners + ", and the container is "
                        + own.map(MacAddress::toString).orElse("none"),
                "two have the address: connections go to the one that was faster",
                "give one of them another address; leases of Ipam are never given twice"));
    }
}
