package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import io.jlinux.net.Network;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.link.MacvlanMode;
import io.jlinux.ns.NamespaceHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network of containers beside a link of the host as it shall be: an immutable value.
 *
 * @param parent the link of the host
 * @param pools addresses of the network that the link is in; the gateways are those of that network
 * @param mode how containers of the same parent reach each other
 * @param mtu largest packet in bytes; empty for that of the parent
 * @param names which servers its containers ask for names
 * @param namespace where the parent is; empty for that of the calling thread
 * @param directory as of {@link BridgeNetworkSpec}
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), macvlan</a>
 */
public record MacvlanNetworkSpec(
        String parent,
        List<AddressPool> pools,
        MacvlanMode mode,
        OptionalInt mtu,
        NameServers names,
        Optional<NamespaceHandle> namespace,
        Optional<Path> directory) {

    public MacvlanNetworkSpec {
        LinkName.checkAny(parent);
        pools = List.copyOf(pools);
        Pools.check(pools);
        namespace.ifPresent(Network::requireNetwork);
    }

    /** Containers that reach each other above this link of the host. */
    public static MacvlanNetworkSpec of(String parent, Cidr... subnets) {
        List<AddressPool> pools = new ArrayList<>();
        for (Cidr subnet : subnets) pools.add(AddressPool.of(subnet));
        return new MacvlanNetworkSpec(
                parent,
                pools,
                MacvlanMode.BRIDGE,
                OptionalInt.empty(),
                NameServers.OF_HOST,
                Optional.empty(),
                Optional.empty());
    }

    /** With this pool in the place of that of its family, or beside that of the other: to leave out addresses of others. */
    public MacvlanNetworkSpec pool(AddressPool pool) {
        List<AddressPool> list = new ArrayList<>(pools);
        list.removeIf(p -> p.subnet().isIpv6() == pool.subnet().isIpv6());
        list.add(pool);
        return new MacvlanNetworkSpec(parent, list, mode, mtu, names, namespace, directory);
    }

    /** In another mode than {@link MacvlanMode#BRIDGE}. */
    public MacvlanNetworkSpec mode(MacvlanMode other) {
        return new MacvlanNetworkSpec(parent, pools, other, mtu, names, namespace, directory);
    }

    /** Largest packet in bytes, up to that of the parent. */
    public MacvlanNetworkSpec mtu(int bytes) {
        return new MacvlanNetworkSpec(parent, pools, mode, OptionalInt.of(bytes), names, namespace, directory);
    }

    /** Which servers its containers ask for names; those of the host unless this is called. */
    public MacvlanNetworkSpec names(NameServers servers) {
        return new MacvlanNetworkSpec(parent, pools, mode, mtu, servers, namespace, directory);
    }

    /** Where the parent is; the handle must be open when the network is made. */
    public MacvlanNetworkSpec namespace(NamespaceHandle handle) {
        return new MacvlanNetworkSpec(parent, pools, mode, mtu, names, Optional.of(handle), directory);
    }

    /** Where leases are written down. */
    public MacvlanNetworkSpec directory(Path path) {
        return new MacvlanNetworkSpec(parent, pools, mode, mtu, names, namespace, Optional.of(path));
    }
}
