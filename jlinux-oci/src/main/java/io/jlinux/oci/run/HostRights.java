package io.jlinux.oci.run;

import io.jlinux.security.Capability;
import io.jlinux.spawn.UserNamespaces;
import java.util.List;

/** What this process may do on the host. */
public final class HostRights {
    private static final long ADMIN = Capability.mask(List.of(Capability.SYS_ADMIN));

    private HostRights() {}

    /** Whether it has CAP_SYS_ADMIN in the initial user namespace, the only one that has every id mapped to itself. */
    public static boolean isInitialRoot() {
        return Capability.areEffective(ADMIN) && UserNamespaces.isInitial();
    }
}
