package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.LinkName;
import io.jlinux.net.Network;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.ns.NamespaceHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network of containers on a bridge as it shall be: an immutable value.
 *
 * @param name of the bridge, up to 15 bytes
 * @param pools the addresses, at most one pool of IPv4 and one of IPv6; the gateway of each is the bridge's
 * @param mtu largest packet in bytes; empty for the kernel's default, 1500
 * @param masquerade whether packets to the outside get the host's address
 * @param isolated whether only forwarded ports are reached from other networks
 * @param betweenContainers whether its containers reach each other
 * @param names which servers its containers ask for names
 * @param namespace where the bridge is; empty for that of the calling thread
 * @param directory where leases and users are written down; empty for {@code /run/jlinux-net}, or of an ordinary user {@code
 *     jlinux-net} in {@code XDG_RUNTIME_DIR} or {@code java.io.tmpdir}
 * @see <a href="https://docs.kernel.org/networking/bridge.html">Ethernet bridging</a>
 */
public record BridgeNetworkSpec(
        String name,
        List<AddressPool> pools,
        OptionalInt mtu,
        boolean masquerade,
        boolean isolated,
        boolean betweenContainers,
        NameServers names,
        Optional<NamespaceHandle> namespace,
        Optional<Path> directory) {

    public BridgeNetworkSpec {
        LinkName.check(name);
        pools = List.copyOf(pools);
        Pools.check(pools);
        namespace.ifPresent(Network::requireNetwork);
    }

    /**
     * A bridge with these networks; the gateway is the address where it has host bits, else the first of the network.
     *
     * @throws IllegalArgumentException for a name that no link can have, for no network, and for two of one family
     */
    public static BridgeNetworkSpec of(String name, Cidr... subnets) {
        List<AddressPool> pools = new ArrayList<>();
        for (Cidr subnet : subnets) pools.add(AddressPool.of(subnet));
        return new BridgeNetworkSpec(
                name,
                pools,
                OptionalInt.empty(),
                true,
                true,
                true,
                NameServers.OF_HOST,
                Optional.empty(),
                Optional.empty());
    }

    boolean hasIpv6() {
        return pools.stream().anyMatch(p -> p.subnet().isIpv6());
    }

    /** With this pool in the place of that of its family, or beside that of the other. */
    public BridgeNetworkSpec pool(AddressPool pool) {
        List<AddressPool> list = new ArrayList<>(pools);
        list.removeIf(p -> p.subnet().isIpv6() == pool.subnet().isIpv6());
        list.add(pool);
        return with(list, mtu, masquerade, isolated, betweenContainers);
    }

    /** Largest packet in bytes, 68 to 65535 (1280 for IPv6). */
    public BridgeNetworkSpec mtu(int bytes) {
        if (bytes < 68 || bytes > 65535) throw new IllegalArgumentException("an MTU of " + bytes);
        return with(pools, OptionalInt.of(bytes), masquerade, isolated, betweenContainers);
    }

    /** Whether packets to the outside get the host's address; they do unless this is called. */
    public BridgeNetworkSpec masquerade(boolean on) {
        return with(pools, mtu, on, isolated, betweenContainers);
    }

    /** Whether others than this host reach only the ports that are forwarded; so it is unless this is called. */
    public BridgeNetworkSpec isolated(boolean on) {
        return with(pools, mtu, masquerade, on, betweenContainers);
    }

    /** Whether containers reach each other; they do unless this is called. */
    public BridgeNetworkSpec betweenContainers(boolean on) {
        return with(pools, mtu, masquerade, isolated, on);
    }

    private BridgeNetworkSpec with(
            List<AddressPool> newPools, OptionalInt newMtu, boolean nat, boolean alone, boolean between) {
        return new BridgeNetworkSpec(name, newPools, newMtu, nat, alone, between, names, namespace, directory);
    }

    /** Which servers its containers ask for names; those of the host unless this is called. */
    public BridgeNetworkSpec names(NameServers servers) {
        return new BridgeNetworkSpec(
                name, pools, mtu, masquerade, isolated, betweenContainers, servers, namespace, directory);
    }

    /** Where the bridge is; the handle must be open when the network is made. */
    public BridgeNetworkSpec namespace(NamespaceHandle handle) {
        return new BridgeNetworkSpec(
                name, pools, mtu, masquerade, isolated, betweenContainers, names, Optional.of(handle), directory);
    }

    /** Where leases and users are written down: the same for all processes that share the bridge. */
    public BridgeNetworkSpec directory(Path path) {
        return new BridgeNetworkSpec(
                name, pools, mtu, masquerade, isolated, betweenContainers, names, namespace, Optional.of(path));
    }
}
