package io.jlinux.examples.cni;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
import io.jlinux.net.ipam.LeaseOwner;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.oci.cni.CniDns;
import io.jlinux.oci.cni.CniErrorCode;
import io.jlinux.oci.cni.CniException;
import io.jlinux.oci.cni.CniInterface;
import io.jlinux.oci.cni.CniIp;
import io.jlinux.oci.cni.CniPluginConfig;
import io.jlinux.oci.cni.CniRequest;
import io.jlinux.oci.cni.CniResult;
import io.jlinux.oci.cni.CniRoute;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Predicate;

/** What {@link BridgePlugin} does. The lease of an address, which is on disk, names the container and its link. */
record BridgeOfContainers(String bridge, AddressPool pool, Ipam ipam) {

    static BridgeOfContainers of(CniRequest request) throws IOException {
        CniPluginConfig config = request.config();
        AddressPool pool = AddressPool.of(Cidr.of(config.text("/subnet").orElse("10.7.0.0/24")));
        Path data = Path.of(config.text("/dataDir").orElse("/var/lib/jlinux/cni-bridge"));
        return new BridgeOfContainers(
                config.text("/bridge").orElse("jl0"), pool, Ipam.open(data.resolve(request.network()), pool));
    }

    CniResult add(CniRequest request) throws IOException {
        String id = request.containerId() + " " + request.ifName();
        try (NamespaceHandle box = Namespace.NET.open(request.netns().orElseThrow())) {
            ensureBridge();
            Lease lease = ipam.allocate(LeaseOwner.namespace(box).withoutProcess(), id);
            try {
                Cidr address = new Cidr(lease.address(), pool.subnet().prefixLength());
                VethSpec spec = VethSpec.of(hostLink(id), request.ifName())
                        .master(bridge)
                        .peerNamespace(box);
                try (Veth veth = Veth.create(spec.peerAddress(address)
                                .peerGateway(pool.gateway())
                                .up());
                        Network inside = Network.in(box)) {
                    CniResult result = result(request, veth, address, mac(inside, request.ifName()));
                    veth.detach();
                    return result;
                }
            } catch (IOException | RuntimeException e) {
                ipam.release(lease);
                throw e;
            }
        }
    }

    private CniResult result(CniRequest request, Veth veth, Cidr address, String mac) throws IOException {
        String netns = request.netns().orElseThrow().toString();
        return CniResult.of(
                request.version(),
                List.of(
                        CniInterface.onHost(bridge, mac(Links.here().find(bridge))),
                        CniInterface.onHost(veth.name(), mac(Links.here().find(veth.name()))),
                        CniInterface.inSandbox(request.ifName(), mac, netns)),
                List.of(new CniIp(address, Optional.of(pool.gateway()), OptionalInt.of(2))),
                List.of(CniRoute.of(Cidr.ALL_IPV4, Optional.of(pool.gateway()))),
                CniDns.NONE);
    }

    /** There is one for all containers, and it stays. */
    private void ensureBridge() throws IOException {
        if (Links.here().find(bridge).isPresent()) return;
        Cidr gateway = new Cidr(pool.gateway(), pool.subnet().prefixLength());
        Bridge.create(BridgeSpec.of(bridge).address(gateway).up()).detach();
    }

    void check(CniRequest request) throws IOException {
        CniIp expected = request.previous().orElseThrow().ips().get(0);
        try (NamespaceHandle box = Namespace.NET.open(request.netns().orElseThrow());
                Network inside = Network.in(box)) {
            Optional<Link> link = inside.links().find(request.ifName());
            boolean good = link.isPresent()
                    && inside.addresses().list(link.get().index()).stream()
                            .map(LinkAddress::cidr)
                            .anyMatch(expected.address()::equals);
            if (good) return;
            throw CniException.of(
                    CniErrorCode.UNKNOWN_CONTAINER, request.ifName() + " has not " + expected.address(), "");
        }
    }

    /** Takes back the attachments whose {@code CONTAINER LINK} is meant; those that are not there are no error. */
    void remove(Predicate<String> meant) throws IOException {
        for (Lease lease : ipam.leases()) {
            if (!meant.test(lease.label())) continue;
            Optional<Link> link = Links.here().find(hostLink(lease.label()));
            if (link.isPresent()) Links.here().device(link.get().name()).delete();
            ipam.release(lease);
        }
    }

    void status() throws CniException, IOException {
        if (pool.size().intValueExact() > ipam.leases().size()) return;
        throw CniException.of(CniErrorCode.NOT_AVAILABLE, "no address of " + pool.subnet() + " is free", "");
    }

    private static String hostLink(String id) {
        UUID hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
        return "jlc" + hash.toString().replace("-", "").substring(0, 11);
    }

    private static String mac(Network inside, String name) throws IOException {
        return mac(inside.links().find(name));
    }

    private static String mac(Optional<Link> link) {
        return link.flatMap(Link::mac).map(MacAddress::toString).orElse("");
    }
}
