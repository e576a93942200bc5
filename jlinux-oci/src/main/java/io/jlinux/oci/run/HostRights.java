package io.jlinux.oci.run;

import io.jlinux.security.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do on the host. */
public final class HostRights {
    private static final String WHOLE_ID_RANGE = "0 0 4294967295";

    private HostRights() {}

    /** Whether it has CAP_SYS_ADMIN in the initial user namespace, the only one that has every id mapped to itself. */
    public static boolean isInitialRoot() {
        if (!Capability.effective().contains(Capability.SYS_ADMIN)) return false;
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map"));
            return map.strip().replaceAll("\\s+", " ").equals(WHOLE_ID_RANGE);
        } catch (IOException e) {
            return true; // then the kernel says what may be done
        }
    }
}
