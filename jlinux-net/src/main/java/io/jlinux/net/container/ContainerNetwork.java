package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.firewall.Repair;
import io.jlinux.net.rootless.RootlessNetwork;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A network to which containers are attached, each in a network namespace of its own.
 *
 * <pre>{@code
 * try (ContainerNetwork network = ContainerNetwork.bridge("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))) {
 *     Attachment web = network.attach(box, AttachOptions.of("web-1"));
 * }
 * }</pre>
 *
 * <p>Owned: {@link #close()} detaches what is attached and takes back all that was made, in reverse order; a call that fails
 * half-way does so too. Thread-safe: containers may be attached and detached by many threads at once.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public sealed interface ContainerNetwork extends AutoCloseable
        permits BridgeNetwork, HelperNetwork, MacvlanNetwork, PlainNetwork {
    /**
     * A bridge with this name in the network namespace of the calling thread, with these networks: at most one of IPv4 and
     * one of IPv6. See {@link #bridge(BridgeNetworkSpec)}.
     */
    static ContainerNetwork bridge(String name, Cidr... subnets) throws IOException {
        return bridge(BridgeNetworkSpec.of(name, subnets));
    }

    /**
     * A bridge whose ports are the containers' links, and behind which they reach the outside.
     *
     * <p>The bridge is made where it is missing, and shared by all networks with its name in this network namespace, also those
     * of other processes; it goes when the last of them is closed, if it was one of them that made it. Forwarding is turned
     * on, and off again in the end where it was off.
     *
     * <p>A container's link has the addresses that the attachment tells, and where there is a network of IPv6 its link-local address;
     * without one it has none of IPv6. It does not listen to router advertisements.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN}; {@code EINVAL} when there is a link with that name
     *     that is no bridge, or a network with that name and other addresses, or one that is masqueraded or isolated
     *     otherwise; {@code EOPNOTSUPP} for a kernel without nftables
     */
    static ContainerNetwork bridge(BridgeNetworkSpec spec) throws IOException {
        return BridgeNetwork.open(spec, StepWatch.NONE);
    }

    /**
     * Links of their own hardware address above a link of this host, as if each container were plugged in beside it. The host
     * itself and its containers do not reach each other.
     *
     * @throws LinuxException {@code ENODEV} when there is no link {@code parent}
     */
    static ContainerNetwork macvlan(MacvlanNetworkSpec spec) throws IOException {
        return MacvlanNetwork.open(spec, StepWatch.NONE);
    }

    /**
     * The outside for each container by a program that needs no rights, slirp4netns or pasta: the network of an ordinary user's containers, which do
     * not reach each other. A program is started for each of them, and ends with its attachment, with the process that was attached, and
     * with this JVM; so an attachment cannot be {@linkplain Attachment#detach given away}. {@link Attachment#helper()} is the way to it.
     *
     * <p>The options' ports are forwarded beside those of {@code network}, and its link has the options' name unless {@code network} says another
     * one; addresses are said by {@code network} alone, and options that have some are refused. {@link Attachment#files()} names the helper's own
     * name server, where it has one, or else those of the host that are reached.
     *
     * @param network a value; there is nothing to close but attachments
     */
    static ContainerNetwork rootless(RootlessNetwork network) {
        return new HelperNetwork(network);
    }

    /** No network: a namespace with its loopback up, and nothing else. */
    static ContainerNetwork none() {
        return new PlainNetwork(false);
    }

    /** The network of the host: its containers have no network namespace, see {@link #hasNamespaces()}. */
    static ContainerNetwork host() {
        return new PlainNetwork(true);
    }

    /**
     * Takes back what processes have left that ended without closing their networks, by {@code kill -9} or otherwise. Of containers that are
     * gone: their leases, and the ports that were forwarded to them. Of a network that nobody uses, and that no container is on: its bridge,
     * its rules, and {@code ip_forward} where it was off before. Networks in use stay as they are, and so do containers that outlive their
     * process, with their ports. Whoever opens a network does this first, in its namespace, without waiting; here, links that the kernel is about to
     * delete are waited for, up to two seconds.
     *
     * @param directory as of {@link BridgeNetworkSpec#directory}
     * @return what was taken back, one line each
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
     */
    static List<String> collect(Path directory) throws IOException {
        return AbandonedNamespaces.collect(Optional.of(directory));
    }

    /** As {@link #collect(Path)}, in the directory of networks that name none. */
    static List<String> collect() throws IOException {
        return AbandonedNamespaces.collect(Optional.empty());
    }

    /** Where its users and leases are written down; empty where nothing is. For {@link #collect(Path)}, after a crash. */
    default Optional<Path> directory() {
        return Optional.empty();
    }

    /** The name of the bridge, or of the kind of network. */
    String name();

    /** Whether its containers have a network namespace each; if not, there is nothing to attach. */
    default boolean hasNamespaces() {
        return true;
    }

    /**
     * The files about names that a container has before it is attached to anything: for the mounts of a container that is being
     * made. {@link Attachment#files()} has those with its addresses.
     */
    NameFiles files(AttachOptions options) throws IOException;

    /**
     * Attaches a network namespace: a link in it, with an address, a route to the outside, and forwarded ports. When this
     * returns, the first packet goes through.
     *
     * @param container is used during the call only; its namespace is not kept alive by the attachment
     * @throws IllegalArgumentException for a handle of another kind, an address that the network does not have, or a port at an address of
     *     the host from which nothing leads to its containers: of a family that they do not have, {@code ::1}, or a wildcard
     * @throws LinuxException {@code ENOSPC} when no address is left, {@code EADDRINUSE} when an address or a forwarded port is
     *     taken, {@code EEXIST} when the namespace has a link with the name already, {@code EPERM} without {@code CAP_SYS_ADMIN}
     *     over the namespace; nothing has changed then
     * @throws io.jlinux.net.rootless.RootlessException of {@link #rootless}, when the program is missing or fails
     * @throws IllegalStateException when the network is closed, or has no namespaces
     */
    Attachment attach(NamespaceHandle container, AttachOptions options) throws IOException;

    /** As {@link #attach(NamespaceHandle, AttachOptions)}, with nothing said. */
    default Attachment attach(NamespaceHandle container) throws IOException {
        return attach(container, AttachOptions.DEFAULT);
    }

    /**
     * Attaches the network namespace of a process.
     *
     * @throws LinuxException {@code ENOENT} when there is none with this pid
     */
    default Attachment attach(long pid, AttachOptions options) throws IOException {
        try (NamespaceHandle namespace = Namespace.NET.open(pid)) {
            return attach(namespace, options);
        }
    }

    /** What is attached through this object and neither detached nor given away. */
    List<Attachment> attachments();

    /**
     * Makes its nftables rules again as they should be, whatever has become of them: those of isolation and masquerading, which
     * networks with the same bridge share, and those of its forwarded ports. What a firewall that is loaded anew ({@code nft
     * flush ruleset}) takes away is there again when this returns, and connections that began meanwhile are not kept: from others into
     * an isolated network, and UDP that leaves, or arrives, without translation. A network without rules does nothing.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     * @throws IllegalStateException when the network is closed
     */
    default void reapply() throws IOException {}

    /**
     * From now on its rules are made again, as by {@link #reapply}, whenever others delete or change them; until the network is
     * closed. {@code listener} hears of it afterwards, for each table, on the one thread of all subscriptions, and must be brief.
     * Not more than 20 times in 10 seconds. Several networks with one bridge, also of several processes, may do so at once: one
     * of them makes the rules that they share. A network without rules does nothing.
     *
     * <p>Between the deletion and that moment, some milliseconds, nothing is isolated; rules that nobody may delete are made by
     * {@link io.jlinux.net.firewall.FirewallSpec#tiedToProcess}.
     *
     * @return this
     * @throws LinuxException {@code EPERM} without {@code CAP_NET_ADMIN} over the namespace
     * @throws IllegalStateException when the network is closed
     */
    default ContainerNetwork keepInstalled(Consumer<Repair> listener) throws IOException {
        return this;
    }

    /**
     * Detaches everything and takes back what was made. Goes on when a part fails, and then throws the first failure. Idempotent.
     */
    @Override
    void close() throws IOException;
}
