package io.jlinux.net.container;

import io.jlinux.net.BridgePort;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.LinkChange;
import io.jlinux.net.MacAddress;
import io.jlinux.net.NetDevice;
import io.jlinux.net.Network;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.container.BridgeNetwork.Held;
import io.jlinux.net.container.BridgeNetwork.Plug;
import io.jlinux.net.firewall.PortForward;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
import io.jlinux.net.ipam.LeaseOwner;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Plugs containers into a bridge, and pulls them out. Thread-safe. */
final class Port {
    private static final int LOOPBACK_INDEX = 1;
    /** {@code BR_STATE_FORWARDING}. */
    private static final int FORWARDING = 3;

    private static final Duration CARRIER_TIMEOUT = Duration.ofSeconds(10);

    /** Names are made up; that one is taken is rare. */
    private static final int NAME_ATTEMPTS = 5;

    private final BridgeNetworkSpec spec;
    private final Network network;
    private final NamespaceHandle host;
    private final int bridge;
    private final int group;
    private final List<Ipam> pools;
    private final LinkReaper reaper;
    private final NameServers servers;
    private final PortTranslation translation;
    private final Acquaintances acquaintances;
    private final QuietIpv6 quiet;

    /** Containers that were given away, to which ports lead until they end, or the network does. */
    private final List<Plug> givenAway = new CopyOnWriteArrayList<>();

    Port(
            BridgeNetworkSpec spec,
            Network network,
            NamespaceHandle host,
            int bridge,
            int group,
            List<Ipam> pools,
            LinkReaper reaper)
            throws IOException {
        this.spec = spec;
        this.network = network;
        this.host = host;
        this.bridge = bridge;
        this.group = group;
        this.pools = List.copyOf(pools);
        this.reaper = reaper;
        this.servers = spec.names().resolved();
        this.translation = new PortTranslation(spec, host, isReachedByLoopback(spec, host));
        this.acquaintances =
                new Acquaintances(network, bridge, Pools.mac(spec.pools().get(0).gateway()));
        this.quiet = new QuietIpv6(spec.hasIpv6());
    }

    /** So it is of a bridge that one of us made. */
    private static boolean isReachedByLoopback(BridgeNetworkSpec spec, NamespaceHandle host) throws LinuxException {
        return Sysctl.in(host).get(Ipv4Sysctls.ROUTE_LOCALNET, spec.name());
    }

    NameServers servers() {
        return servers;
    }

    PortTranslation translation() {
        return translation;
    }

    /** Refuses what cannot work, before anything happens. */
    void check(AttachOptions options) {
        for (InetAddress address : options.addresses()) {
            if (spec.pools().stream().noneMatch(p -> p.contains(address))) {
                throw new IllegalArgumentException(
                        Cidr.text(address) + " is not among the addresses of " + spec.name());
            }
        }
        if (!options.forwards().isEmpty() && !BridgeNetwork.reachesOutside(spec)) {
            throw new IllegalArgumentException(
                    spec.name() + " is not connected with the outside: no port can be forwarded");
        }
        options.forwards().forEach(translation::check);
    }

    Plug plugIn(NamespaceHandle container, AttachOptions options, StepWatch watch) throws IOException {
        sweep();
        try (Network inside = Network.in(container)) {
            Undo undo = new Undo(watch);
            try {
                return plugIn(container, inside, options, undo);
            } catch (IOException | RuntimeException e) {
                undo.because(e);
                throw e;
            }
        }
    }

    private Plug plugIn(NamespaceHandle container, Network inside, AttachOptions options, Undo undo)
            throws IOException {
        LeaseOwner owner = LeaseOwner.namespace(container, inside);
        List<Held> leases = new ArrayList<>();
        for (Ipam ipam : pools) {
            String step = "lease an address of " + ipam.pool().subnet().network();
            leases.add(undo.step(
                    step,
                    () -> new Held(ipam, Leases.allocate(ipam, owner, options)),
                    h -> h.ipam().release(h.lease())));
        }
        PortReservation ports =
                undo.step("reserve ports", () -> PortReservation.of(host, options.forwards()), PortReservation::close);
        MacAddress mac =
                options.mac().orElseGet(() -> Pools.mac(leases.get(0).lease().address()));
        Link link = undo.step(
                "make the link",
                () -> link(container, inside, options, leases, mac),
                l -> network.links().device(l.index()).delete());
        int peer = link.linkedIndex().orElse(0);
        undo.check("settle the container's IPv6", () -> quiet.container(container, options.interfaceName()));
        undo.check("open the port", () -> open(link.index(), !options.forwards().isEmpty()));
        undo.step("set up the loopback", () -> loopbackUp(inside), l -> down(inside, l));
        List<Cidr> addresses = leases.stream().map(Port::address).toList();
        List<InetAddress> own = addresses.stream().map(Cidr::address).toList();
        undo.step(
                "tell hardware addresses", () -> acquaintances.introduce(own, mac), known -> acquaintances.forget(own));
        List<InetAddress> gateways = pools.stream().map(p -> p.pool().gateway()).toList();
        undo.check(
                "tell the container the host's hardware address",
                () -> acquaintances.introduceHost(inside, peer, gateways));
        List<PortForward> forwards =
                undo.step("forward ports", () -> translation.add(options.forwards(), addresses), translation::remove);
        undo.check("wait for the carrier", () -> awaitCarrier(inside.links().device(peer), link));
        return new Plug(info(options, leases, link, mac), link.index(), leases, ports, forwards);
    }

    private Link link(
            NamespaceHandle container, Network inside, AttachOptions options, List<Held> leases, MacAddress mac)
            throws LinuxException {
        for (int attempt = 1; ; attempt++) {
            String name = hostName();
            try {
                return Veth.createBetween(spec(name, container, options, leases, mac), network, inside);
            } catch (LinuxException e) {
                boolean taken = e.errno() == Errno.EEXIST && attempt < NAME_ATTEMPTS;
                boolean dying = taken && reaper.isBusy(); // the container's own link of a moment ago, perhaps
                if (dying) reaper.drain();
                if (!dying && (!taken || network.links().find(name).isEmpty())) throw e;
            }
        }
    }

    private VethSpec spec(
            String name, NamespaceHandle container, AttachOptions options, List<Held> leases, MacAddress mac) {
        VethSpec veth = VethSpec.of(name, options.interfaceName())
                .master(bridge)
                .group(group)
                .queues(1, 1)
                .peerNamespace(container)
                .peerMac(mac)
                .peerUp();
        if (spec.mtu().isPresent()) veth = veth.mtu(spec.mtu().getAsInt());
        for (Held held : leases) {
            AddressPool pool = held.ipam().pool();
            veth = veth.peerAddress(address(held));
            if (options.defaultRoute()) veth = veth.peerGateway(pool.gateway());
        }
        return veth;
    }

    private static Cidr address(Held held) {
        return new Cidr(held.lease().address(), held.ipam().pool().subnet().prefixLength());
    }

    /** Tells the bridge by its beginning; {@code IFNAMSIZ} leaves 15 bytes. */
    private String hostName() {
        String name = spec.name();
        boolean plain = name.chars().allMatch(c -> c < 128);
        String prefix = plain ? name.substring(0, Math.min(8, name.length())) : "jl";
        long number = ThreadLocalRandom.current().nextLong(36L * 36 * 36 * 36 * 36 * 36);
        String digits = "00000" + Long.toString(number, 36);
        return prefix + "-" + digits.substring(digits.length() - 6);
    }

    /** Nothing passes before: neither what the container must not hear, nor what it must not say. */
    private void open(int index, boolean forwards) throws LinuxException {
        NetDevice port = network.links().device(index);
        quiet.port(port);
        LinkChange change = LinkChange.NONE.up();
        if (!spec.betweenContainers()) change = change.port(BridgePort.ISOLATED, true);
        if (forwards) change = change.port(BridgePort.HAIRPIN, true); // the container reaches its own ports
        port.change(change);
    }

    private static boolean loopbackUp(Network inside) throws LinuxException {
        NetDevice loopback = inside.links().device(LOOPBACK_INDEX);
        boolean wasDown = !loopback.link().isUp();
        if (wasDown) loopback.up();
        return wasDown;
    }

    /** The kernel gives the loopback its address of IPv4 when it comes up, and does not take it back. */
    private static void down(Network inside, boolean wasDown) throws LinuxException {
        if (!wasDown) return;
        NetDevice loopback = inside.links().device(LOOPBACK_INDEX);
        loopback.down();
        for (LinkAddress address : loopback.addresses()) loopback.removeAddress(address.cidr());
    }

    /** A port forwards some time after it has its carrier, and a bridge some time after its first port does. */
    private void awaitCarrier(NetDevice peer, Link link) throws LinuxException {
        boolean forwards = peer.awaitRunning(CARRIER_TIMEOUT)
                && network.links()
                        .device(link.index())
                        .await(
                                l -> l.carriesTraffic()
                                        && l.get(BridgePort.STATE)
                                                .filter(s -> s == FORWARDING)
                                                .isPresent(),
                                CARRIER_TIMEOUT);
        if (forwards && network.links().device(bridge).awaitRunning(CARRIER_TIMEOUT)) return;
        throw new LinuxException("wait for the carrier of bridge", spec.name(), Errno.ETIMEDOUT.number());
    }

    private static Attachment.Info info(AttachOptions options, List<Held> leases, Link link, MacAddress mac) {
        return new Attachment.Info(
                options.id(),
                Optional.of(options.interfaceName()),
                Optional.of(link.name()),
                Optional.of(mac),
                leases.stream().map(Port::address).toList(),
                options.defaultRoute()
                        ? leases.stream().map(h -> h.ipam().pool().gateway()).toList()
                        : List.of(),
                options.forwards());
    }

    /** Detaches one container; the link is deleted behind the caller's back. */
    void pull(Plug plug) throws IOException {
        Undo undo = new Undo(StepWatch.NONE);
        undo.step("", () -> plug, p -> release(List.of(p)));
        undo.step("", () -> plug, p -> p.ports().close());
        undo.step("", () -> plug, p -> acquaintances.forget(addresses(List.of(p))));
        undo.step("", () -> plug, p -> reaper.bury(p.linkIndex()));
        undo.step("", () -> plug, p -> translation.remove(p.forwards()));
        undo.all();
    }

    /** Detaches all that are attached: their links go as one group. What was given away keeps its address. */
    void pullAll(List<Plug> plugs) throws IOException {
        Undo undo = new Undo(StepWatch.NONE);
        undo.step("", () -> givenAway, g -> leave());
        undo.step("", () -> plugs, this::release);
        for (Plug plug : plugs) undo.step("", () -> plug, p -> p.ports().close());
        undo.step("", () -> plugs, p -> acquaintances.forget(addresses(p)));
        undo.step("", () -> reaper, LinkReaper::drain);
        undo.step("", () -> network, n -> LinkReaper.delete(n, group));
        undo.step("", () -> translation, PortTranslation::close);
        undo.step("", () -> givenAway, g -> sweep());
        undo.all();
    }

    private static List<InetAddress> addresses(List<Plug> plugs) {
        return plugs.stream()
                .flatMap(p -> p.info().addresses().stream())
                .map(Cidr::address)
                .toList();
    }

    private void release(List<Plug> plugs) throws IOException {
        Map<Ipam, List<Lease>> leases = new LinkedHashMap<>();
        for (Plug plug : plugs) {
            for (Held held : plug.leases()) {
                leases.computeIfAbsent(held.ipam(), i -> new ArrayList<>()).add(held.lease());
            }
        }
        for (Map.Entry<Ipam, List<Lease>> entry : leases.entrySet())
            entry.getKey().release(entry.getValue());
    }

    /**
     * Leaves the link and the address to the container's namespace. With forwarded ports the lease is still this process's, too: as long as
     * they lead to the address nobody else gets it.
     */
    void giveAway(Plug plug) throws IOException {
        if (plug.forwards().isEmpty()) handOver(plug);
        else givenAway.add(plug);
        try {
            network.links().device(plug.linkIndex()).change(LinkChange.NONE.group(0));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) throw e;
        }
    }

    /** Nothing leads to those that were given away any more: their leases end with them alone. */
    private void leave() throws IOException {
        Undo undo = new Undo(StepWatch.NONE);
        for (Plug plug : givenAway) {
            undo.step("", () -> plug, Port::handOver);
            undo.step("", () -> plug, p -> p.ports().close());
        }
        givenAway.clear();
        undo.all();
    }

    private static void handOver(Plug plug) throws IOException {
        for (Held held : plug.leases()) {
            try {
                held.ipam().handOver(held.lease(), held.lease().owner().withoutProcess());
            } catch (LinuxException e) {
                if (e.errno() != Errno.ENOENT) throw e; // it has ended
            }
        }
    }

    /** Takes back ports and addresses of those that were given away and have ended, as their links have. */
    private void sweep() throws IOException {
        for (Plug plug : List.copyOf(givenAway)) {
            if (network.links().find(plug.linkIndex()).isEmpty() && givenAway.remove(plug)) pull(plug);
        }
    }
}
