package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.VirtualLink;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
import io.jlinux.net.ipam.LeaseOwner;
import io.jlinux.net.link.MacvlanSpec;
import io.jlinux.net.state.DirectoryLock;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Containers above a link of the host. Nothing is made on the host but leases. */
final class MacvlanNetwork implements ContainerNetwork, Attachment.Ends {
    private static final int LOOPBACK_INDEX = 1;

    private final MacvlanNetworkSpec spec;
    private final NamespaceHandle host;
    private final HostRegistry registry;
    private final Undo outside;
    private final Undo shared;
    private final List<Ipam> pools = new ArrayList<>();
    private final NameServers servers;
    private final StepWatch watch;
    private final Map<Attachment, Plug> plugs = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private boolean closed;

    private MacvlanNetwork(MacvlanNetworkSpec spec, StepWatch watch, Undo outside) throws IOException {
        this.spec = spec;
        this.watch = watch;
        this.outside = outside;
        this.shared = new Undo(watch);
        this.host = outside.step(
                "hold the namespace",
                () -> spec.namespace().isPresent() ? spec.namespace().get().duplicate() : Namespace.NET.current(),
                NamespaceHandle::close);
        outside.check("look up the parent", this::checkParent);
        this.servers = spec.names().resolved();
        this.registry = HostRegistry.of(spec.directory(), host);
        try (DirectoryLock lock = registry.lock()) {
            share();
        }
    }

    static MacvlanNetwork open(MacvlanNetworkSpec spec, StepWatch watch) throws IOException {
        Undo outside = new Undo(watch);
        try {
            return new MacvlanNetwork(spec, watch, outside);
        } catch (IOException | RuntimeException e) {
            outside.because(e);
            throw e;
        }
    }

    private void checkParent() throws IOException {
        try (Network network = Network.in(host)) {
            network.links().get(spec.parent());
        }
    }

    private void share() throws IOException {
        try {
            new Abandoned(registry, host).tryCollectLocked();
            shared.step("prepare the directory", registry::prepare, r -> r.tidy(name()));
            shared.step("write down the user", () -> registry.enter(name(), ""), registry::leave);
            for (AddressPool pool : spec.pools()) {
                shared.check(
                        "open the leases of " + pool.subnet().network(),
                        () -> pools.add(Leases.open(registry, name(), pool)));
            }
        } catch (IOException | RuntimeException e) {
            shared.because(e);
            throw e;
        }
    }

    @Override
    public String name() {
        return "macvlan-" + spec.parent();
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(registry.root());
    }

    @Override
    public NameFiles files(AttachOptions options) {
        return NameFiles.of(servers, options.id(), List.of());
    }

    @Override
    public Attachment attach(NamespaceHandle container, AttachOptions options) throws IOException {
        Network.requireNetwork(container);
        check(options);
        life.readLock().lock();
        try {
            if (closed) throw new IllegalStateException("closed: " + this);
            Undo undo = new Undo(watch);
            try {
                return attach(container, options, undo);
            } catch (IOException | RuntimeException e) {
                undo.because(e);
                throw e;
            }
        } finally {
            life.readLock().unlock();
        }
    }

    private void check(AttachOptions options) {
        if (!options.forwards().isEmpty()) {
            throw new IllegalArgumentException(
                    "containers beside the host need no forwarded ports, and cannot have them");
        }
        for (InetAddress address : options.addresses()) {
            if (spec.pools().stream().noneMatch(p -> p.contains(address))) {
                throw new IllegalArgumentException(Cidr.text(address) + " is not among the addresses of " + this);
            }
        }
    }

    private Attachment attach(NamespaceHandle container, AttachOptions options, Undo undo) throws IOException {
        LeaseOwner owner = LeaseOwner.namespace(container);
        List<Cidr> addresses = new ArrayList<>();
        List<InetAddress> gateways = new ArrayList<>();
        MacvlanSpec link = MacvlanSpec.of(options.interfaceName(), spec.parent())
                .with(MacvlanSpec.MODE, spec.mode())
                .from(host)
                .namespace(container)
                .up();
        if (spec.mtu().isPresent()) link = link.mtu(spec.mtu().getAsInt());
        for (Ipam ipam : pools) {
            String step = "lease an address of " + ipam.pool().subnet().network();
            Lease lease = undo.step(step, () -> Leases.allocate(ipam, owner, options), ipam::release);
            Cidr address = new Cidr(lease.address(), ipam.pool().subnet().prefixLength());
            addresses.add(address);
            link = link.address(address);
            if (!options.defaultRoute()) continue;
            gateways.add(ipam.pool().gateway());
            link = link.gateway(ipam.pool().gateway());
        }
        // of no address is known who else had it before: the hardware address is the kernel's, unless one is asked for
        MacvlanSpec whole = options.mac().isPresent() ? link.mac(options.mac().get()) : link;
        VirtualLink made = undo.step("make the link", () -> VirtualLink.create(whole), VirtualLink::close);
        undo.check(
                "set up the loopback",
                () -> made.network().links().device(LOOPBACK_INDEX).up());
        Attachment.Info info = new Attachment.Info(
                options.id(),
                Optional.of(options.interfaceName()),
                Optional.empty(),
                made.link().mac(),
                addresses,
                gateways,
                List.of());
        List<InetAddress> own = addresses.stream().map(Cidr::address).toList();
        Attachment attachment = new Attachment(info, NameFiles.of(servers, options.id(), own), this);
        plugs.put(attachment, new Plug(undo, made));
        return attachment;
    }

    /** What one attachment has. */
    private record Plug(Undo undo, VirtualLink link) {}

    @Override
    public void detach(Attachment attachment) throws IOException {
        Plug plug = plugs.remove(attachment);
        if (plug != null) plug.undo().all();
    }

    /** The lease stays with this JVM, and then with the namespace. */
    @Override
    public void giveAway(Attachment attachment) {
        Plug plug = plugs.remove(attachment);
        if (plug != null) plug.link().detach();
    }

    @Override
    public List<Attachment> attachments() {
        return List.copyOf(plugs.keySet());
    }

    @Override
    public void close() throws IOException {
        life.writeLock().lock();
        try {
            if (closed) return;
            closed = true;
            Undo all = new Undo(StepWatch.NONE);
            all.step("", () -> outside, Undo::all);
            all.step("", () -> shared, this::unshare);
            for (Attachment attachment : attachments()) {
                attachment.take(); // it may be taken already, by one that has not come to its end
                all.step("", () -> attachment, this::detach);
            }
            all.all();
        } finally {
            life.writeLock().unlock();
        }
    }

    private void unshare(Undo steps) throws IOException {
        try (DirectoryLock lock = registry.lock()) {
            steps.all();
        }
    }

    /** {@code network macvlan-eth0}. */
    @Override
    public String toString() {
        return "network " + name();
    }
}
