package io.jlinux.net.firewall;

import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code net.ipv4.conf.LINK.route_localnet}, switched on and back: without it the kernel drops what a link has to do with
 * 127.0.0.0/8.
 */
final class LocalRouting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalRouting.class);

    private final Sysctl sysctl;
    private final String link;
    private final boolean wasOn;

    private LocalRouting(Sysctl sysctl, String link, boolean wasOn) {
        this.sysctl = sysctl;
        this.link = link;
        this.wasOn = wasOn;
    }

    /**
     * In a namespace.
     *
     * @param namespace open for as long as this is
     */
    static LocalRouting enable(NamespaceHandle namespace, String link) throws LinuxException {
        Sysctl sysctl = Sysctl.in(namespace);
        try {
            boolean wasOn = sysctl.get(Ipv4Sysctls.ROUTE_LOCALNET, link);
            if (!wasOn) sysctl.set(Ipv4Sysctls.ROUTE_LOCALNET, link, true);
            return new LocalRouting(sysctl, link, wasOn);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
            LinuxException noLink = new LinuxException(
                    "let 127.0.0.1 be reached by",
                    link,
                    Errno.ENODEV.number(),
                    null,
                    "there is no link " + link + " in this network namespace");
            noLink.initCause(e);
            throw noLink;
        }
    }

    /** As it was before; that the link is gone is fine. */
    @Override
    public void close() {
        if (wasOn) return;
        try {
            sysctl.set(Ipv4Sysctls.ROUTE_LOCALNET, link, false);
        } catch (LinuxException e) {
            LOG.debug("route_localnet of {} stays: {}", link, e.getMessage());
        }
    }
}
