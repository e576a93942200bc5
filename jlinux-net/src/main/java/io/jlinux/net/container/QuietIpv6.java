package io.jlinux.net.container;

import io.jlinux.net.AddressGeneration;
import io.jlinux.net.LinkChange;
import io.jlinux.net.NetDevice;
import io.jlinux.net.sysctl.Ipv6Sysctls;
import io.jlinux.net.sysctl.LinkSysctlKey;
import io.jlinux.net.sysctl.RouterAdvertisements;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkVisit;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps links from saying by IPv6 what nobody asked for. With a link-local address comes a search for duplicates and reports of groups
 * to every port of the bridge, a thousand packets each where there are a thousand; and a few routes, of which the host walks all of its
 * namespace's when a link goes up or down.
 *
 * @param wanted whether the network has IPv6
 */
record QuietIpv6(boolean wanted) {
    private static final Logger LOG = LoggerFactory.getLogger(QuietIpv6.class);

    private static final long NO_SEARCH = 0;

    /**
     * Before the container's link has a carrier. It has no link-local address where the network has no IPv6, and does not search for
     * duplicates where it has: its hardware address is its own.
     *
     * <p>It does not listen to routers. The routes are said: another container must not be able to say others (CVE-2020-10749), and
     * nobody need ask every port for a router.
     */
    void container(NamespaceHandle container, String link) throws LinuxException {
        NetworkVisit.call(container, () -> {
            set(Ipv6Sysctls.ACCEPT_RA, link, RouterAdvertisements.IGNORE);
            if (wanted) set(Ipv6Sysctls.ACCEPT_DAD, link, NO_SEARCH);
            else set(Ipv6Sysctls.ADDRESS_GENERATION, link, (long) AddressGeneration.NONE.ordinal());
            return container;
        });
    }

    private static <T> void set(LinkSysctlKey<T> key, String link, T value) {
        try {
            Sysctl.here().set(key, link, value);
        } catch (LinuxException e) {
            // a kernel without IPv6
            if (e.errno() != Errno.ENOENT) LOG.warn("{} is as it was: {}", link, e.getMessage());
        }
    }

    /**
     * Before the bridge is up. The host does not listen to routers among its containers: any of them could else make itself the way of
     * what the host sends by IPv6 (CVE-2020-13401).
     */
    void bridge(NamespaceHandle host, NetDevice bridge) throws LinuxException {
        if (!wanted) withoutAddress(bridge);
        String name = bridge.link().name();
        NetworkVisit.call(host, () -> {
            set(Ipv6Sysctls.ACCEPT_RA, name, RouterAdvertisements.IGNORE);
            return host;
        });
    }

    /** Before the host's end is up: a port of a bridge takes part in no protocol. */
    void port(NetDevice port) throws LinuxException {
        withoutAddress(port);
    }

    private static void withoutAddress(NetDevice link) throws LinuxException {
        try {
            link.change(LinkChange.NONE.addressGeneration(AddressGeneration.NONE));
        } catch (LinuxException e) {
            if (e.errno() != Errno.EAFNOSUPPORT && e.errno() != Errno.EOPNOTSUPP) throw e; // a kernel without IPv6
        }
    }
}
