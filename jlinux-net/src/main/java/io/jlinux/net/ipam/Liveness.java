package io.jlinux.net.ipam;

import io.jlinux.net.state.Boot;
import io.jlinux.net.state.ProcessId;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceInfo;
import io.jlinux.ns.NamespaceTable;
import io.jlinux.sys.LinuxException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which owners of leases are still there, asked of the kernel once for many leases. */
final class Liveness {
    private final Boot boot;
    private @Nullable Set<Long> namespaces;

    Liveness() throws LinuxException {
        boot = Boot.current();
    }

    /** Whether the lease has no owner any more. */
    boolean isGone(LeaseOwner owner) throws LinuxException {
        if (!owner.boot().equals(boot.id())) return true;
        if (owner.pid().isPresent() && owner.startTime().isPresent()) {
            ProcessId process =
                    new ProcessId(owner.pid().getAsLong(), owner.startTime().getAsLong());
            if (process.isAlive()) return false;
        }
        return owner.namespace().isEmpty()
                || !namespaces().contains(owner.namespace().getAsLong());
    }

    /** Of a file that says nothing: whether it is of a boot before, where a crash of the machine may have left it so. */
    boolean isBeforeBoot(Instant written) {
        return written.isBefore(boot.time());
    }

    /** Every thread and descriptor of the machine is looked at; only when a lease's process is gone. */
    private Set<Long> namespaces() {
        if (namespaces == null) {
            namespaces = NamespaceTable.readThreads().of(Namespace.NET).stream()
                    .map(NamespaceInfo::id)
                    .collect(Collectors.toSet());
        }
        return namespaces;
    }
}
