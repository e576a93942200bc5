package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.systemd.ScopeSpec;
import io.jlinux.cgroup.systemd.Systemd;
import io.jlinux.oci.spec.OciScope;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.time.Duration;

/** A scope that a container has: what has to be told to systemd. Each call makes a connection of its own. */
final class ContainerScope {
    private static final Duration END = Duration.ofSeconds(10);

    private ContainerScope() {}

    /** To the system's manager, or to this user's. */
    static Systemd connect(boolean ofUser) throws IOException {
        try {
            return ofUser ? Systemd.user() : Systemd.system();
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "connect to systemd: the library dbus-java is missing. Hint: add"
                            + " com.github.hypfvieh:dbus-java-core and dbus-java-transport-native-unixsocket",
                    e);
        }
    }

    /** So that systemd, which writes them again when it is reloaded, has the same limits as the cgroup. */
    static void setLimits(OciScope scope, CgroupLimits limits) throws IOException {
        CgroupLimits known = ScopeSpec.expressible(limits);
        if (known.isEmpty()) return;
        try (Systemd systemd = connect(scope.ofUser())) {
            systemd.setLimits(scope.unit(), known);
        }
    }

    /** Stops it, and takes its failure back; what was in it has been killed. */
    static void stop(OciScope scope) throws IOException {
        try (Systemd systemd = connect(scope.ofUser())) {
            systemd.stop(scope.unit(), END);
        }
    }

    /** Kills what is in its cgroup; false where systemd has removed that already. */
    static boolean kill(Cgroup cgroup) throws LinuxException {
        try {
            cgroup.kill();
            cgroup.awaitEmpty(END);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV) return false;
            throw e;
        }
    }
}
