package io.jlinux.oci;

import io.jlinux.mount.Rootfs;
import io.jlinux.ns.NetworkNamespacePool;
import io.jlinux.spawn.RunLimits;
import java.util.Optional;

/**
 * What a bundle has beside its config.
 *
 * @param networks where a new network namespace comes from; empty: the container's process makes it
 * @param rootfs the root, where it is not the config's directory as it is
 * @param limits how long its program may run
 * @param network what its containers are attached to
 */
record BundleExtras(
        Optional<NetworkNamespacePool> networks,
        Optional<Rootfs> rootfs,
        RunLimits limits,
        Optional<BundleNetwork> network) {
    static final BundleExtras NONE =
            new BundleExtras(Optional.empty(), Optional.empty(), RunLimits.NONE, Optional.empty());

    BundleExtras networks(NetworkNamespacePool pool) {
        return new BundleExtras(Optional.of(pool), rootfs, limits, network);
    }

    BundleExtras withoutNetworks() {
        return new BundleExtras(Optional.empty(), rootfs, limits, Optional.empty());
    }

    BundleExtras rootfs(Rootfs root) {
        return new BundleExtras(networks, Optional.of(root), limits, network);
    }

    BundleExtras limits(RunLimits time) {
        return new BundleExtras(networks, rootfs, time, network);
    }

    BundleExtras network(BundleNetwork to) {
        return new BundleExtras(networks, rootfs, limits, Optional.of(to));
    }
}
