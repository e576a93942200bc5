package io.jlinux.net;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/**
 * The links (network interfaces) of a network namespace.
 *
 * <p>{@link #here()} and {@link #in} open a socket for each call and hold nothing; {@link Network#links()} works over a
 * socket that is held. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_GETLINK</a>
 */
public final class Links {
    /** The loopback is the first link of every network namespace. */
    private static final int LOOPBACK_INDEX = 1;

    private final Access access;

    Links(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Links here() {
        return new Links(Access.here());
    }

    /** Those of a namespace, as long as its handle is open; each call enters it to open a socket. */
    public static Links in(NamespaceHandle namespace) {
        return new Links(Access.in(Network.requireNetwork(namespace)));
    }

    /** The loopback of the namespace that the calling thread is in: {@code Links.loopback().up()}. */
    public static NetDevice loopback() {
        return here().device(LOOPBACK_INDEX);
    }

    /** All of them ({@code RTM_GETLINK} dump), by index. */
    public List<Link> list() throws LinuxException {
        return access.use(s -> s.dump(LinkRequests.all(), LinkDecoder::decode));
    }

    /**
     * The one with this name or alternative name, looked up by the kernel.
     *
     * @throws IllegalArgumentException for a name that no link can have
     */
    public Optional<Link> find(String name) throws LinuxException {
        return orEmpty(() -> get(name));
    }

    /** The one with this index. */
    public Optional<Link> find(int index) throws LinuxException {
        return orEmpty(() -> get(index));
    }

    /**
     * The one with this name or alternative name.
     *
     * @throws LinuxException {@code ENODEV} when there is none
     */
    public Link get(String name) throws LinuxException {
        LinkName.checkAny(name);
        return access.use(s -> s.get(LinkRequests.byName(name), LinkDecoder::decode));
    }

    /**
     * The one with this index.
     *
     * @throws LinuxException {@code ENODEV} when there is none
     */
    public Link get(int index) throws LinuxException {
        checkIndex(index);
        return access.use(s -> s.get(LinkRequests.byIndex(index), LinkDecoder::decode));
    }

    /**
     * The link with this name, to act on.
     *
     * @throws LinuxException {@code ENODEV} when there is none
     */
    public NetDevice device(String name) throws LinuxException {
        return device(get(name).index());
    }

    /** The link with this index, to act on; not looked up here. */
    public NetDevice device(int index) {
        return new NetDevice(access, checkIndex(index));
    }

    /**
     * All links of another namespace, asked for here by the id that it has here ({@code IFLA_TARGET_NETNSID}); see {@link
     * NamespaceIds}.
     *
     * @throws LinuxException {@code EINVAL} for an id that is not assigned, {@code EACCES} without {@code CAP_NET_ADMIN} over
     *     that namespace
     */
    public List<Link> listIn(int namespaceId) throws LinuxException {
        return access.use(s -> s.dump(LinkRequests.allIn(namespaceId), LinkDecoder::decode));
    }

    /**
     * Deletes all links of a group in one go: much faster than one after the other, of which each waits some 15 ms.
     *
     * @param group not 0, which all links are in that are in no other
     * @throws LinuxException {@code ENODEV} when there is none, {@code EOPNOTSUPP} when one of them cannot be deleted, and
     *     then none is
     */
    public void deleteGroup(int group) throws LinuxException {
        if (group == 0) throw new IllegalArgumentException("group 0 is that of all other links");
        access.execute(LinkRequests.deleteGroup(group));
    }

    private static int checkIndex(int index) {
        if (index <= 0) throw new IllegalArgumentException("not the index of a link: " + index);
        return index;
    }

    private interface Lookup {
        Link find() throws LinuxException;
    }

    private static Optional<Link> orEmpty(Lookup lookup) throws LinuxException {
        try {
            return Optional.of(lookup.find());
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENODEV) return Optional.empty();
            throw e;
        }
    }
}
