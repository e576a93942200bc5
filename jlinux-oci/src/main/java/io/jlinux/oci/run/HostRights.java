package io.jlinux.oci.run;

import io.jlinux.security.Capability;
import io.jlinux.spawn.UserNamespaces;

/** What this process may do on the host. */
public final class HostRights {
    private HostRights() {}

    /** Whether it has CAP_SYS_ADMIN in the initial user namespace, the only one that has every id mapped to itself. */
    public static boolean isInitialRoot() {
        return Capability.effective().contains(Capability.SYS_ADMIN) && UserNamespaces.isInitial();
    }
}
