package io.jlinux.net.netlink;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NetworkVisit;
import io.jlinux.sys.LinuxException;

/** Opens something in another network namespace: see {@link NetworkVisit}. */
final class NamespaceVisit {
    private NamespaceVisit() {}

    /** What {@code opener} opened within {@code namespace}. */
    static <T> T call(NamespaceHandle namespace, NetworkVisit.Opener<T> opener) throws LinuxException {
        return NetworkVisit.call(namespace, opener);
    }
}
