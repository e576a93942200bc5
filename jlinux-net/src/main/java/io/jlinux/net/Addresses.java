package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IfaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The IPv4 and IPv6 addresses of the links of a network namespace. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_NEWADDR</a>
 */
public final class Addresses {
    private final Access access;

    Addresses(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Addresses here() {
        return new Addresses(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Addresses in(NamespaceHandle namespace) {
        return new Addresses(Access.in(Network.requireNetwork(namespace)));
    }

    /** All of them. */
    public List<LinkAddress> list() throws LinuxException {
        return list(0);
    }

    /** Those of one link. */
    public List<LinkAddress> list(int linkIndex) throws LinuxException {
        Request dump = new Request(
                Rtm.RTM_GETADDR,
                0,
                RtNames.ADDRESS,
                "list addresses",
                "",
                w -> w.u32(0).u32(linkIndex));
        return access.use(s -> s.dump(dump, AddressDecoder::decode)).stream()
                .flatMap(Optional::stream)
                .filter(a -> linkIndex == 0 || a.linkIndex() == linkIndex)
                .toList();
    }

    /**
     * All of another namespace, asked for here by the id that it has here ({@code IFA_TARGET_NETNSID}, Linux 4.20); see {@link
     * NamespaceIds}. The kernel offers that for links and addresses, and not for routes: {@link Routes#in} enters the namespace.
     *
     * @throws LinuxException {@code EINVAL} for an id that is not assigned, {@code EACCES} without {@code CAP_NET_ADMIN} over
     *     that namespace
     */
    public List<LinkAddress> listIn(int namespaceId) throws LinuxException {
        String target = "of namespace id " + namespaceId;
        Request dump = new Request(Rtm.RTM_GETADDR, 0, RtNames.ADDRESS, "list addresses", target, w -> {
            w.u32(0).u32(0);
            w.attributeU32(IfaAttr.IFA_TARGET_NETNSID, namespaceId);
        });
        return access.use(s -> s.dump(dump, AddressDecoder::decode)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Gives a link an address, and with it the route to its network.
     *
     * <p>An IPv6 address cannot be used for about a second, while the kernel asks the neighbours for duplicates. No
     * broadcast address is set, as with {@code ip address add}.
     *
     * @throws LinuxException {@code EEXIST} when the link has it, {@code ENODEV} when there is no such link
     */
    public void add(int linkIndex, Cidr address) throws LinuxException {
        access.execute(addRequest(linkIndex, address, 0));
    }

    /**
     * Gives a link an address with all that is said about it.
     *
     * @throws LinuxException as {@link #add(int, Cidr)}
     */
    public void add(int linkIndex, AddressSpec address) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        access.execute(address.request(Rtm.RTM_NEWADDR, linkIndex, flags, "add address"));
    }

    /**
     * Gives a link an address, or changes that which it has: of IPv4 the lifetimes, the metric and the protocol, of IPv6 the flags
     * and the peer, too ({@code ip address replace}). Lifetimes that are not said are for ever then.
     *
     * @throws LinuxException {@code ENODEV} when there is no such link
     */
    public void replace(int linkIndex, AddressSpec address) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE;
        access.execute(address.request(Rtm.RTM_NEWADDR, linkIndex, flags, "replace address"));
    }

    /**
     * Gives a link an address that another one had, or itself before it was moved: with its peer, its broadcast address, what is left of its lifetimes, and without
     * a route to its network where it had none ({@code IFA_F_NOPREFIXROUTE}).
     *
     * @throws LinuxException as {@link #add(int, Cidr)}
     */
    public void add(int linkIndex, LinkAddress like) throws LinuxException {
        add(linkIndex, AddressSpec.like(like));
    }

    /**
     * As {@link #add(int, Cidr)}, but an IPv6 address can be used at once: the neighbours are not asked for duplicates ({@code
     * IFA_F_NODAD}). For addresses that are known to be nobody else's.
     */
    public void addAtOnce(int linkIndex, Cidr address) throws LinuxException {
        access.use(s -> {
            s.execute(addRequest(linkIndex, address, address.isIpv6() ? LinkAddress.IFA_F_NODAD : 0));
            Link link = s.get(LinkRequests.byIndex(linkIndex), LinkDecoder::decode);
            if (link.asksForNeighbours()) SolicitedNodes.await(s, linkIndex, List.of(address));
            return this;
        });
    }

    /**
     * Takes an address from a link.
     *
     * @throws LinuxException {@code EADDRNOTAVAIL} when the link does not have it
     */
    public void remove(int linkIndex, Cidr address) throws LinuxException {
        access.execute(request(Rtm.RTM_DELADDR, 0, "remove address", linkIndex, address, 0));
    }

    /**
     * Takes an address from a link that may have a peer: without the peer the kernel does not find such an address of IPv4.
     *
     * @throws LinuxException {@code EADDRNOTAVAIL} when the link does not have it
     */
    public void remove(int linkIndex, AddressSpec address) throws LinuxException {
        access.execute(address.request(Rtm.RTM_DELADDR, linkIndex, 0, "remove address"));
    }

    static Request addRequest(int linkIndex, Cidr address, int addressFlags) {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        return request(Rtm.RTM_NEWADDR, flags, "add address", linkIndex, address, addressFlags);
    }

    private static Request request(
            int type, int flags, String operation, int linkIndex, Cidr address, int addressFlags) {
        String target = address + " of link " + linkIndex;
        return new Request(type, flags, RtNames.ADDRESS, operation, target, w -> {
            int family = address.isIpv6() ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
            w.u8(family).u8(address.prefixLength()).u8(addressFlags).u8(scope(address.address()));
            w.u32(linkIndex);
            byte[] bytes = address.address().getAddress();
            w.attributeBytes(IfaAttr.IFA_LOCAL, bytes).attributeBytes(IfaAttr.IFA_ADDRESS, bytes);
        });
    }

    /** As {@code ip} does it; of IPv6 the kernel finds it out itself. */
    static int scope(InetAddress address) {
        boolean host = address.getAddress().length == 4 && address.isLoopbackAddress();
        return host ? Rtm.RT_SCOPE_HOST : Rtm.RT_SCOPE_UNIVERSE;
    }
}
