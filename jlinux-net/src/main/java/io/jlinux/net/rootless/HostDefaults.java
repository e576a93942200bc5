package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Network;
import io.jlinux.net.Route;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/** What pasta copies from the host where it is not told otherwise. */
final class HostDefaults {
    private HostDefaults() {}

    /** The link of the default route of IPv4, or the one that was named, with its first address. */
    static AttachedAddresses read(Pasta spec) throws LinuxException {
        try (Network host = Network.current()) {
            for (Route route : host.routes().list()) {
                if (!route.isDefault()
                        || route.destination().isIpv6()
                        || route.linkIndex().isEmpty()) continue;
                int index = route.linkIndex().getAsInt();
                Optional<String> name = host.links().find(index).map(Link::name);
                if (name.isEmpty() || !spec.hostInterface().orElse(name.get()).equals(name.get())) continue;
                return new AttachedAddresses(name, address(host, index), route.gateway(), List.of(), Optional.empty());
            }
            return AttachedAddresses.NONE;
        }
    }

    private static Optional<Cidr> address(Network host, int link) throws LinuxException {
        return host.addresses().list(link).stream()
                .map(LinkAddress::cidr)
                .filter(a -> !a.isIpv6())
                .findFirst();
    }
}
