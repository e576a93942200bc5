package io.jlinux.net.container;

import io.jlinux.net.Network;
import io.jlinux.net.firewall.PortForward;
import io.jlinux.net.firewall.Repair;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
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
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;

/**
 * Containers on a bridge.
 *
 * <pre>
 *   open     namespace, socket ─► [ user ─► forwarding ─► leases ─► bridge ─► rules ]       [ ] under the registry's lock
 *   attach   address ─► port ─► veth, both ends ─► loopback ─► rules ─► the bridge carries
 *   close    every attachment (its links as one group) ─► [ in reverse ] ─► socket, namespace
 * </pre>
 */
final class BridgeNetwork implements ContainerNetwork, Attachment.Ends {
    /** So that a group of ours is nobody else's; groups are numbers that people choose, mostly small ones. */
    private static final int GROUPS = 0x4000_0000;

    private final BridgeNetworkSpec spec;
    private final NamespaceHandle host;
    private final Network network;
    private final HostRegistry registry;
    private final Undo outside;
    private final Undo shared;
    private final SharedRules rules;
    private final Port port;
    private final RuleKeeper keeper;
    private final Map<Attachment, Plug> plugs = new ConcurrentHashMap<>();
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();
    private final StepWatch watch;
    private boolean closed;

    private BridgeNetwork(BridgeNetworkSpec spec, StepWatch watch, Undo outside) throws IOException {
        this.spec = spec;
        this.watch = watch;
        this.outside = outside;
        this.shared = new Undo(watch);
        this.host = outside.step(
                "hold the namespace",
                () -> spec.namespace().isPresent() ? spec.namespace().get().duplicate() : Namespace.NET.current(),
                NamespaceHandle::close);
        this.network = outside.step("open rtnetlink", () -> Network.in(host), Network::close);
        this.registry = HostRegistry.of(spec.directory(), host);
        try (DirectoryLock lock = registry.lock()) {
            Shared made = share();
            this.rules = made.rules();
            this.port = made.port();
        }
        this.keeper = new RuleKeeper(host, rules);
    }

    private record Shared(SharedRules rules, Port port) {}

    static BridgeNetwork open(BridgeNetworkSpec spec, StepWatch watch) throws IOException {
        Undo outside = new Undo(watch);
        try {
            return new BridgeNetwork(spec, watch, outside);
        } catch (IOException | RuntimeException e) {
            outside.because(e);
            throw e;
        }
    }

    static boolean reachesOutside(BridgeNetworkSpec spec) {
        return spec.masquerade() || !spec.isolated();
    }

    /** What is shared with other networks, under the lock. */
    private Shared share() throws IOException {
        try {
            String name = spec.name();
            new Abandoned(registry, host).tryCollectLocked();
            shared.step("prepare the directory", registry::prepare, r -> r.tidy(name));
            SharedRules.Wants wants = SharedRules.Wants.of(spec);
            wants.refuseOthers(registry, name);
            Path user = shared.step("write down the user", () -> registry.enter(name, wants.text()), registry::leave);
            Forwarding forwarding = new Forwarding(host, registry);
            for (ForwardingSetting setting : Forwarding.settings(spec)) {
                shared.step(
                        "turn on " + setting.key(),
                        () -> turnOn(forwarding, setting),
                        s -> forwarding.restore(s, user));
            }
            SharedRules ours = new SharedRules(spec, host, registry, user);
            shared.step("plan the rules", () -> ours, SharedRules::release); // they go after the bridge
            List<Ipam> pools = new ArrayList<>();
            for (AddressPool pool : spec.pools()) {
                shared.check(
                        "open the leases of " + pool.subnet().network(),
                        () -> pools.add(Leases.open(registry, name, pool)));
            }
            SharedBridge bridge = new SharedBridge(spec, network, registry, user);
            int index = shared.step("make the bridge", () -> bridge.hold(host), i -> bridge.release());
            int group = GROUPS | (ThreadLocalRandom.current().nextInt(GROUPS) & ~1);
            LinkReaper reaper = new LinkReaper(network, host, group | 1);
            Port made = new Port(spec, network, host, index, group, pools, reaper);
            // the last step: whoever is refused has not touched those of the others
            shared.check("make the rules", ours::hold);
            return new Shared(ours, made);
        } catch (IOException | RuntimeException e) {
            shared.because(e);
            throw e;
        }
    }

    private static ForwardingSetting turnOn(Forwarding forwarding, ForwardingSetting setting) throws IOException {
        forwarding.turnOn(setting);
        return setting;
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(registry.root());
    }

    @Override
    public NameFiles files(AttachOptions options) throws IOException {
        return NameFiles.of(spec.names().resolved(), options.id(), List.of());
    }

    @Override
    public Attachment attach(NamespaceHandle container, AttachOptions options) throws IOException {
        Network.requireNetwork(container);
        port.check(options);
        life.readLock().lock();
        try {
            if (closed) throw new IllegalStateException("closed: " + this);
            Plug plug = port.plugIn(container, options, watch);
            List<InetAddress> own =
                    plug.info().addresses().stream().map(c -> c.address()).toList();
            NameFiles files = NameFiles.of(port.servers(), options.id(), own);
            Attachment attachment = new Attachment(plug.info(), files, this);
            plugs.put(attachment, plug);
            return attachment;
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void detach(Attachment attachment) throws IOException {
        life.readLock().lock();
        try {
            Plug plug = plugs.remove(attachment);
            if (plug != null) port.pull(plug);
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void giveAway(Attachment attachment) throws IOException {
        life.readLock().lock();
        try {
            Plug plug = plugs.remove(attachment);
            if (plug != null) port.giveAway(plug);
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public List<Attachment> attachments() {
        return List.copyOf(plugs.keySet());
    }

    @Override
    public void reapply() throws IOException {
        life.readLock().lock();
        try {
            if (closed) throw new IllegalStateException("closed: " + this);
            rules.hold();
            port.translation().reapply();
            rules.forgetStrays();
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public ContainerNetwork keepInstalled(Consumer<Repair> listener) throws IOException {
        life.readLock().lock();
        try {
            if (closed) throw new IllegalStateException("closed: " + this);
            keeper.keep(listener);
            port.translation().keep(keeper::tell);
            return this;
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void close() throws IOException {
        keeper.stop(); // before the lock, which a listener may be waiting for
        life.writeLock().lock();
        try {
            if (closed) return;
            closed = true;
            Undo all = new Undo(StepWatch.NONE);
            all.step("", () -> outside, Undo::all);
            all.step("", () -> shared, this::unshare);
            all.step("", () -> plugs, p -> pullAll());
            all.all();
        } finally {
            life.writeLock().unlock();
        }
    }

    private void pullAll() throws IOException {
        List<Plug> mine = new ArrayList<>();
        plugs.forEach((attachment, plug) -> {
            attachment.take(); // it may be taken already, by one that waits for the lock, and will find nothing
            mine.add(plug);
        });
        plugs.clear();
        port.pullAll(mine);
    }

    private void unshare(Undo steps) throws IOException {
        try (DirectoryLock lock = registry.lock()) {
            steps.all();
        }
    }

    /** What one attachment has. */
    record Plug(
            Attachment.Info info,
            int linkIndex,
            List<Held> leases,
            PortReservation ports,
            List<PortForward> forwards) {}

    /** A lease and where it is. */
    record Held(Ipam ipam, Lease lease) {}

    /** {@code network jl0 [10.7.0.1/24]}. */
    @Override
    public String toString() {
        return "network " + spec.name() + " " + Pools.gateways(spec.pools());
    }
}
