package io.jlinux.net.container;

import io.jlinux.net.Bridge;
import io.jlinux.net.BridgeSpec;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Network;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge of all networks with its name: the first makes it, the last takes it away. All of it under the lock of the {@link
 * HostRegistry}.
 */
final class SharedBridge {
    private static final Logger LOG = LoggerFactory.getLogger(SharedBridge.class);

    private final BridgeNetworkSpec spec;
    private final Network host;
    private final HostRegistry registry;
    private final Path user;

    /**
     * For one user.
     *
     * @param user as the registry knows it
     */
    SharedBridge(BridgeNetworkSpec spec, Network host, HostRegistry registry, Path user) {
        this.spec = spec;
        this.host = host;
        this.registry = registry;
        this.user = user;
    }

    /** Makes it, or takes the one that is there; returns its index. */
    int hold(NamespaceHandle namespace) throws IOException {
        Optional<Link> link = host.links().find(spec.name());
        if (link.isEmpty()) return make(namespace);
        if (!link.get().isKind("bridge")) {
            String kind = link.get().kind().map(k -> "a " + k).orElse("not a virtual link");
            throw new LinuxException(
                    "use bridge", spec.name(), Errno.EINVAL.number(), "there is a link with this name: " + kind);
        }
        return take(link.get());
    }

    private int make(NamespaceHandle namespace) throws IOException {
        registry.bridge(
                spec.name(),
                new BridgeMark(BridgeMark.UNKNOWN, true, List.of())); // so that a crash between the two is seen
        BridgeSpec bridge = BridgeSpec.of(spec.name())
                .namespace(namespace)
                // else it is the lowest of its ports', and changes under those who remember it
                .mac(Pools.mac(spec.pools().get(0).gateway()));
        for (Cidr gateway : Pools.gateways(spec.pools())) bridge = bridge.address(gateway);
        if (spec.mtu().isPresent()) bridge = bridge.mtu(spec.mtu().getAsInt());
        boolean done = false;
        try (Bridge made = Bridge.create(bridge)) {
            registry.bridge(spec.name(), new BridgeMark(made.index(), true, List.of()));
            new QuietIpv6(spec.hasIpv6()).bridge(namespace, made.device());
            made.device().up();
            reachByLoopback(namespace);
            made.detach();
            done = true;
            return made.index();
        } finally {
            if (!done) registry.forgetBridge(spec.name());
        }
    }

    /** Forwarded ports answer at the host's 127.0.0.1, too; not where /proc/sys is read-only, as in many containers. */
    private void reachByLoopback(NamespaceHandle namespace) {
        try {
            Sysctl.in(namespace).set(Ipv4Sysctls.ROUTE_LOCALNET, spec.name(), true);
        } catch (LinuxException e) {
            LOG.debug("forwarded ports do not answer at 127.0.0.1: {}", e.getMessage());
        }
    }

    private int take(Link link) throws IOException {
        List<Cidr> there = host.addresses().list(link.index()).stream()
                .map(LinkAddress::cidr)
                .toList();
        List<Cidr> missing = new ArrayList<>(Pools.gateways(spec.pools()));
        missing.removeAll(there);
        for (Cidr gateway : missing) refuseOtherNetwork(gateway, there);
        BridgeMark mark = registry.bridge(spec.name())
                .filter(m -> m.index() == link.index() || m.index() == BridgeMark.UNKNOWN)
                .map(m -> new BridgeMark(link.index(), m.made(), m.added()))
                .orElse(new BridgeMark(link.index(), false, List.of()));
        registry.bridge(spec.name(), mark.plus(missing));
        try {
            for (Cidr gateway : missing) host.addresses().addAtOnce(link.index(), gateway);
            if (!link.isUp()) host.links().device(link.index()).up();
        } catch (LinuxException e) {
            giveBack(e, link.index(), mark, missing);
            throw e;
        }
        return link.index();
    }

    private void giveBack(LinuxException cause, int index, BridgeMark before, List<Cidr> added) throws IOException {
        registry.bridge(spec.name(), before);
        for (Cidr gateway : added) {
            try {
                remove(index, gateway);
            } catch (LinuxException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Networks that share a bridge share its networks, too; a bridge that nobody of us uses may have others. */
    private void refuseOtherNetwork(Cidr gateway, List<Cidr> there) throws IOException {
        List<Cidr> others = there.stream()
                .filter(c -> c.isIpv6() == gateway.isIpv6() && !c.address().isLinkLocalAddress())
                .toList();
        if (others.isEmpty() || !registry.hasOthers(user, Optional.of(spec.name()))) return;
        String detail = "it is used with " + others + " already, and " + gateway + " was asked for";
        throw new LinuxException(
                "use bridge",
                spec.name(),
                Errno.EINVAL.number(),
                detail,
                "give the same networks as the others, or choose another name");
    }

    /** Takes it away when nobody else uses it, and one of us made it; but not under ports that are left in it. */
    void release() throws IOException {
        new BridgeRemoval(spec.name(), host, registry).run(user);
    }

    private void remove(int index, Cidr address) throws LinuxException {
        try {
            host.addresses().remove(index, address);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRNOTAVAIL) throw e;
        }
    }
}
