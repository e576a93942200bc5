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
 */
record BundleExtras(Optional<NetworkNamespacePool> networks, Optional<Rootfs> rootfs, RunLimits limits) {
    static final BundleExtras NONE = new BundleExtras(Optional.empty(), Optional.empty(), RunLimits.NONE);

    BundleExtras networks(NetworkNamespacePool pool) {
        return new BundleExtras(Optional.of(pool), rootfs, limits);
    }

    BundleExtras withoutNetworks() {
        return new BundleExtras(Optional.empty(), rootfs, limits);
    }

    BundleExtras rootfs(Rootfs root) {
        return new BundleExtras(networks, Optional.of(root), limits);
    }

    BundleExtras limits(RunLimits time) {
        return new BundleExtras(networks, rootfs, time);
    }
}
