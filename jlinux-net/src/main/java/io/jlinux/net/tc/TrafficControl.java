package io.jlinux.net.tc;

import io.jlinux.net.Network;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.tc.TcRequests.How;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/**
 * The traffic control of one link: its qdiscs, their classes, and the filters that choose among them.
 *
 * <p>It changes the link and owns nothing: {@link #close()} closes the socket, and what was made stays. {@code add} is refused where
 * there is something already, {@code change} where there is nothing, {@code replace} never for that. Thread-safe.
 *
 * <pre>{@code
 * try (TrafficControl tc = TrafficControl.open("eth0")) {
 *     tc.addQdisc(Handle.ROOT, Netem.of().delay(Duration.ofMillis(50)));
 *     System.out.println(tc.qdiscs().get(0).stats());
 *     tc.deleteQdisc(Handle.ROOT);
 * }
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8)</a>
 */
public final class TrafficControl implements AutoCloseable {
    private final Network network;
    private final boolean owned;
    private final int link;

    private TrafficControl(Network network, boolean owned, int link) {
        this.network = network;
        this.owned = owned;
        this.link = link;
    }

    /**
     * Of the link with this name in the namespace of the calling thread.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link
     */
    public static TrafficControl open(String link) throws LinuxException {
        return open(Network.current(), link);
    }

    /**
     * Of the link with this name in a namespace. The handle may be closed afterwards.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link, {@code EPERM} without {@code CAP_SYS_ADMIN} over the
     *     namespace
     */
    public static TrafficControl open(NamespaceHandle namespace, String link) throws LinuxException {
        return open(Network.in(namespace), link);
    }

    private static TrafficControl open(Network network, String link) throws LinuxException {
        try {
            return new TrafficControl(network, true, network.links().get(link).index());
        } catch (LinuxException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** Of the link with this index, over a network that stays the caller's and must stay open. */
    public static TrafficControl of(Network network, int linkIndex) {
        if (linkIndex <= 0) throw new IllegalArgumentException("not the index of a link: " + linkIndex);
        return new TrafficControl(network, false, linkIndex);
    }

    private NetlinkSocket socket() {
        return network.socket();
    }

    /** The number of the link. */
    public int linkIndex() {
        return link;
    }

    /** Those of the link, without those that the kernel made by itself below others. */
    public List<Qdisc> qdiscs() throws LinuxException {
        return socket().dump(TcRequests.qdiscs(link), TcDecoder::qdisc).stream()
                .filter(q -> q.linkIndex() == link) // the kernel tells those of all links
                .toList();
    }

    /** The one that hangs there. */
    public Optional<Qdisc> qdisc(Handle parent) throws LinuxException {
        return qdiscs().stream().filter(q -> q.parent().equals(parent)).findFirst();
    }

    /** Adds a qdisc, whose handle the kernel chooses. */
    public void addQdisc(Handle parent, QdiscSpec<?> spec) throws LinuxException {
        addQdisc(parent, Handle.NONE, spec);
    }

    /**
     * Adds a qdisc.
     *
     * @param parent {@link Handle#ROOT}, {@link Handle#INGRESS} or a class
     * @param handle the name that it gets, such as {@code 1:}
     * @throws NetlinkException {@code EEXIST} when there is one that was made before, {@code ENOENT} for a kind that the kernel
     *     does not know, {@code EINVAL} for settings that it does not take
     */
    public void addQdisc(Handle parent, Handle handle, QdiscSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.qdisc(How.ADD, link, parent, handle, spec));
    }

    /** Adds a qdisc, or puts it in the place of the one that is there; one of the same kind and handle is changed. */
    public void replaceQdisc(Handle parent, Handle handle, QdiscSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.qdisc(How.REPLACE, link, parent, handle, spec));
    }

    /**
     * Changes the qdisc that hangs there, which is of the same kind. What waits in it stays. What {@code spec} does not say is its
     * default again for settings that share a structure with others; netem, fq_codel and cake keep what has an attribute of its own.
     *
     * @throws NetlinkException {@code ENOENT} or {@code EINVAL} when there is none, or one of another kind
     */
    public void changeQdisc(Handle parent, QdiscSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.qdisc(How.CHANGE, link, parent, Handle.NONE, spec));
    }

    /**
     * Deletes the qdisc that hangs there, with all that is below.
     *
     * @throws NetlinkException {@code ENOENT} or {@code EINVAL} when there is none
     */
    public void deleteQdisc(Handle parent) throws LinuxException {
        socket().execute(TcRequests.deleteQdisc(link, parent));
    }

    /** The classes of all qdiscs of the link. */
    public List<TrafficClass> classes() throws LinuxException {
        return socket().dump(TcRequests.classes(link), TcDecoder::trafficClass);
    }

    /**
     * Adds a class.
     *
     * @param parent the qdisc, or the class that it is to be part of
     * @param handle the name that it gets, such as {@code 1:10}
     * @throws NetlinkException {@code EEXIST} when there is one with this handle, {@code ENOENT} when there is no such qdisc
     */
    public void addClass(Handle parent, Handle handle, ClassSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.trafficClass(How.ADD, link, parent, handle, spec));
    }

    /** Adds a class, or changes the one with this handle. */
    public void replaceClass(Handle parent, Handle handle, ClassSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.trafficClass(How.REPLACE, link, parent, handle, spec));
    }

    /**
     * Changes a class.
     *
     * @throws NetlinkException {@code ENOENT} when there is none with this handle
     */
    public void changeClass(Handle parent, Handle handle, ClassSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.trafficClass(How.CHANGE, link, parent, handle, spec));
    }

    /**
     * Deletes a class.
     *
     * @throws NetlinkException {@code ENOENT} when there is none, {@code EBUSY} when it has others below or a filter points at it
     */
    public void deleteClass(Handle handle) throws LinuxException {
        socket().execute(TcRequests.deleteClass(link, handle));
    }

    /**
     * The filters of a qdisc or class, or of what comes in ({@link Handle#CLSACT_INGRESS}) and goes out ({@link
     * Handle#CLSACT_EGRESS}), in the order in which they are asked.
     */
    public List<Filter> filters(Handle parent) throws LinuxException {
        return socket().dump(TcRequests.filters(link, parent), TcDecoder::filter).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Adds a filter.
     *
     * @throws NetlinkException {@code EEXIST} when there is one with its priority and number, {@code ENOENT} for a kind, or an
     *     action, that the kernel does not know, {@code EINVAL} when there is no such parent
     */
    public void addFilter(Handle parent, FilterSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.filter(How.ADD, link, parent, spec));
    }

    /**
     * Adds a filter, or puts it in the place of the one with its priority and number.
     *
     * @throws NetlinkException {@code EEXIST} for a kind of which the kernel replaces none, such as matchall: delete it before
     */
    public void replaceFilter(Handle parent, FilterSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.filter(How.REPLACE, link, parent, spec));
    }

    /**
     * Deletes a filter, such as {@link Filter#spec()} of one that was read; without a number all of its priority and protocol.
     *
     * @throws IllegalArgumentException for one without a priority
     * @throws NetlinkException {@code ENOENT} when there is none
     */
    public void deleteFilter(Handle parent, FilterSpec<?> spec) throws LinuxException {
        socket().execute(TcRequests.deleteFilter(link, parent, spec));
    }

    /** Deletes all filters of a parent. */
    public void deleteFilters(Handle parent) throws LinuxException {
        socket().execute(TcRequests.deleteFilters(link, parent));
    }

    /** Closes the socket, where this opened it. Idempotent; what was made stays. */
    @Override
    public void close() {
        if (owned) network.close();
    }
}
