package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.net.rootless.HostForward;
import io.jlinux.net.rootless.Pasta;
import io.jlinux.net.rootless.RootlessAttachment;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.net.rootless.Slirp4netns;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A helper program for each container, which needs no rights over the host's network; containers do not reach each other. */
final class HelperNetwork implements ContainerNetwork, Attachment.Ends {
    /** Where pasta answers for the host's name server, if that is on the host's loopback; podman takes the same address. */
    private static final InetAddress NAMES = Cidr.address("169.254.1.1");

    private final RootlessNetwork network;
    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    HelperNetwork(RootlessNetwork network) {
        this.network = network;
    }

    @Override
    public String name() {
        return network instanceof Pasta ? "pasta" : "slirp4netns";
    }

    /** How a helper is told to attach. */
    @FunctionalInterface
    private interface Start {
        RootlessAttachment of(RootlessNetwork changed) throws IOException;
    }

    @Override
    public NameFiles files(AttachOptions options) throws IOException {
        return NameFiles.of(servers(of(options)), options.id(), List.of());
    }

    @Override
    public Attachment attach(long pid, AttachOptions options) throws IOException {
        return attach(options, n -> n.attach(pid));
    }

    @Override
    public Attachment attach(NamespaceHandle container, AttachOptions options) throws IOException {
        return attach(options, n -> n.attach(container));
    }

    private Attachment attach(AttachOptions options, Start start) throws IOException {
        if (closed) throw new IllegalStateException("closed: " + this);
        RootlessNetwork changed = of(options);
        NameServers servers = servers(changed);
        RootlessAttachment helper = start.of(changed);
        List<Cidr> addresses = helper.address().stream().toList();
        Attachment.Info info = new Attachment.Info(
                options.id(),
                helper.link(),
                Optional.empty(),
                mac(changed),
                addresses,
                helper.gateway().stream().toList(),
                helper.forwards().stream().map(HelperNetwork::port).toList());
        List<InetAddress> own = addresses.stream().map(Cidr::address).toList();
        Attachment attachment = new Attachment(info, NameFiles.of(servers, options.id(), own), this, helper);
        attachments.add(attachment);
        if (closed) { // meanwhile
            attachment.close();
            throw new IllegalStateException("closed: " + this);
        }
        return attachment;
    }

    /** The network as the options change it. */
    private RootlessNetwork of(AttachOptions options) throws IOException {
        if (!options.addresses().isEmpty()) {
            throw new IllegalArgumentException(
                    "the address is said to " + name() + " itself: Slirp4netns.cidr, Pasta.address");
        }
        if (!options.defaultRoute()) {
            throw new IllegalArgumentException(name() + " is always the way to the outside");
        }
        RootlessNetwork changed =
                network instanceof Pasta p ? pasta(p, options) : slirp((Slirp4netns) network, options);
        for (ForwardedPort port : options.forwards()) changed = changed.forward(forward(port));
        return changed;
    }

    private static Slirp4netns slirp(Slirp4netns network, AttachOptions options) {
        boolean named = !network.link().equals(RootlessNetwork.slirp4netns().link());
        Slirp4netns changed = named ? network : network.link(options.interfaceName());
        return options.mac().map(changed::mac).orElse(changed);
    }

    private static Pasta pasta(Pasta network, AttachOptions options) throws IOException {
        if (options.mac().isPresent()) {
            throw new IllegalArgumentException(
                    "pasta gives a link no hardware address: " + options.mac().get());
        }
        Pasta changed = network.link().isPresent() ? network : network.link(options.interfaceName());
        if (changed.dns().isPresent()
                || !NameServers.OF_HOST.resolved().servers().isEmpty()) return changed;
        return changed.dns(NAMES);
    }

    private static Optional<MacAddress> mac(RootlessNetwork network) {
        return network instanceof Slirp4netns s ? s.mac() : Optional.empty();
    }

    /** The helper's own, or else those of the host as far as they are reached; with the host's domains. */
    private static NameServers servers(RootlessNetwork network) throws IOException {
        NameServers host = NameServers.OF_HOST.resolved();
        List<InetAddress> own = own(network).toList();
        return own.isEmpty() ? host : new NameServers(false, own, host.search(), host.options());
    }

    private static Stream<InetAddress> own(RootlessNetwork network) {
        if (network instanceof Pasta p) return p.dns().stream();
        Slirp4netns s = (Slirp4netns) network;
        return s.dns() ? Stream.of(s.nameserver()) : Stream.empty();
    }

    private static HostForward forward(ForwardedPort port) {
        HostForward.Protocol protocol =
                port.protocol() == ForwardedPort.Protocol.TCP ? HostForward.Protocol.TCP : HostForward.Protocol.UDP;
        return new HostForward(protocol, port.hostAddress(), port.hostPort(), port.containerPort());
    }

    private static ForwardedPort port(HostForward forward) {
        ForwardedPort.Protocol protocol = forward.protocol() == HostForward.Protocol.TCP
                ? ForwardedPort.Protocol.TCP
                : ForwardedPort.Protocol.UDP;
        return new ForwardedPort(protocol, forward.hostAddress(), forward.hostPort(), forward.guestPort());
    }

    @Override
    public void detach(Attachment attachment) {
        attachments.remove(attachment);
        attachment.helper().ifPresent(RootlessAttachment::close);
    }

    /** Not reached while the helper runs: {@link Attachment#detach}. */
    @Override
    public void giveAway(Attachment attachment) {
        detach(attachment);
    }

    @Override
    public List<Attachment> attachments() {
        return List.copyOf(attachments);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Attachment attachment : attachments) attachment.close();
    }

    @Override
    public String toString() {
        return "network " + name();
    }
}
