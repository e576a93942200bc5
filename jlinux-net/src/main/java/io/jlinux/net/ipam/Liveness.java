package io.jlinux.net.ipam;

import io.jlinux.net.Network;
import io.jlinux.net.state.Boot;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceInfo;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which owners of leases are still there, asked of the kernel once for many leases. */
final class Liveness {
    private final Boot boot;
    private @Nullable Map<Long, NamespaceInfo> namespaces;

    Liveness() throws LinuxException {
        boot = Boot.current();
    }

    /** Whether the lease has no owner any more. */
    boolean isGone(LeaseOwner owner) throws LinuxException {
        if (!owner.boot().equals(boot.id())) return true;
        if (owner.pid().isPresent() && owner.startTime().isPresent()) {
            ProcessIdentity process = new ProcessIdentity(
                    owner.pid().getAsLong(), owner.startTime().getAsLong());
            if (process.isAlive()) return false;
        }
        if (owner.namespace().isEmpty()) return true;
        NamespaceInfo namespace = namespaces().get(owner.namespace().getAsLong());
        return namespace == null || isAnother(namespace, owner.cookie());
    }

    /** Whether it is known to be another that has the inode number by now. */
    private static boolean isAnother(NamespaceInfo namespace, OptionalLong cookie) {
        if (cookie.isEmpty()) return false;
        try (NamespaceHandle handle = namespace.open();
                Network network = Network.in(handle)) {
            OptionalLong now = network.cookie();
            return now.isPresent() && !now.equals(cookie);
        } catch (LinuxException e) {
            return false; // somebody else's, or only a descriptor of theirs is left
        }
    }

    /** Of a file that says nothing: whether it is of a boot before, where a crash of the machine may have left it so. */
    boolean isBeforeBoot(Instant written) {
        return written.isBefore(boot.time());
    }

    /** Every thread and descriptor of the machine is looked at; only when a lease's process is gone. */
    private Map<Long, NamespaceInfo> namespaces() {
        if (namespaces == null) {
            namespaces = NamespaceTable.readThreads().of(Namespace.NET).stream()
                    .collect(Collectors.toMap(NamespaceInfo::id, i -> i));
        }
        return namespaces;
    }
}
