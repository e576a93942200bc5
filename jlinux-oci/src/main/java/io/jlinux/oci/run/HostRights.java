package io.jlinux.oci.run;

import io.jlinux.security.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringTokenizer;

/** What this process may do on the host. */
public final class HostRights {
    private static final List<String> WHOLE_ID_RANGE = List.of("0", "0", "4294967295");

    private HostRights() {}

    /** Whether it has CAP_SYS_ADMIN in the initial user namespace, the only one that has every id mapped to itself. */
    public static boolean isInitialRoot() {
        return Capability.effective().contains(Capability.SYS_ADMIN) && isInitialUserNamespace();
    }

    /** Whether every id of this process' user namespace is mapped to itself. */
    static boolean isInitialUserNamespace() {
        try {
            String map = Files.readString(Path.of("/proc/self/uid_map"));
            StringTokenizer words = new StringTokenizer(map); // without a pattern, which takes long the first time
            for (String word : WHOLE_ID_RANGE)
                if (!words.hasMoreTokens() || !words.nextToken().equals(word)) return false;
            return !words.hasMoreTokens();
        } catch (IOException e) {
            return true; // then the kernel says what may be done
        }
    }
}
