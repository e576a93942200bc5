package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Reply;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.NdaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Optional;

/**
 * The neighbours of a network namespace: what ARP and neighbour discovery found out, and what was set. Thread-safe; see {@link
 * Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-neighbour.8.html">ip-neighbour(8)</a>
 */
public final class Neighbours {
    private final Access access;

    Neighbours(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Neighbours here() {
        return new Neighbours(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Neighbours in(NamespaceHandle namespace) {
        return new Neighbours(Access.in(Network.requireNetwork(namespace)));
    }

    /** All of them, without the proxies. */
    public List<NeighbourEntry> list() throws LinuxException {
        return list(0, 0);
    }

    /** Those on one link, without the proxies. */
    public List<NeighbourEntry> list(int linkIndex) throws LinuxException {
        return list(linkIndex, 0);
    }

    /** The addresses that this host answers for. */
    public List<NeighbourEntry> proxies() throws LinuxException {
        return list(0, NeighbourEntry.proxy(0, Cidr.ALL_IPV4.address()).flags());
    }

    private List<NeighbourEntry> list(int linkIndex, int flags) throws LinuxException {
        Request dump = new Request(Rtm.RTM_GETNEIGH, 0, RtNames.NEIGHBOUR, "list neighbours", "", w -> {
            w.u32(0).u32(0).u16(0).u8(flags).u8(0);
            if (linkIndex != 0) w.attributeU32(NdaAttr.NDA_IFINDEX, linkIndex);
        });
        return access.use(s -> s.dump(dump, NeighbourEntry::decode)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Adds a neighbour.
     *
     * @throws NetlinkException {@code EEXIST} when there is one with this address on the link
     */
    public void add(NeighbourEntry entry) throws LinuxException {
        access.execute(
                request(Rtm.RTM_NEWNEIGH, NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL, "add neighbour", entry));
    }

    /** Adds a neighbour, or puts it in the place of the one with its address. */
    public void replace(NeighbourEntry entry) throws LinuxException {
        access.execute(replacement(entry));
    }

    /** As {@link #replace}, of many at once. */
    public void replaceAll(List<NeighbourEntry> entries) throws LinuxException {
        List<Request> requests = entries.stream().map(Neighbours::replacement).toList();
        access.use(s -> {
            s.executeAll(requests);
            return this;
        });
    }

    private static Request replacement(NeighbourEntry entry) {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE;
        return request(Rtm.RTM_NEWNEIGH, flags, "replace neighbour", entry);
    }

    /**
     * Removes a neighbour, by its address and link.
     *
     * @throws NetlinkException {@code ENOENT} when there is none
     */
    public void remove(NeighbourEntry entry) throws LinuxException {
        access.execute(removal(entry));
    }

    /** Removes many at once; that one is not there, or its link has gone, is fine. */
    public void removeAll(List<NeighbourEntry> entries) throws LinuxException {
        List<Request> requests = entries.stream().map(Neighbours::removal).toList();
        for (Reply reply : access.use(s -> s.batch(requests))) {
            NetlinkException error = reply.error();
            if (error != null && error.errno() != Errno.ENOENT && error.errno() != Errno.ENODEV) throw error;
        }
    }

    private static Request removal(NeighbourEntry entry) {
        return request(Rtm.RTM_DELNEIGH, 0, "remove neighbour", entry);
    }

    private static Request request(int type, int flags, String operation, NeighbourEntry entry) {
        String target = IpLiteral.format(entry.address()) + " on link " + entry.linkIndex();
        return new Request(type, flags, RtNames.NEIGHBOUR, operation, target, w -> {
            byte[] address = entry.address().getAddress();
            w.u8(address.length == 16 ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET);
            w.u8(0).u16(0).u32(entry.linkIndex());
            w.u16(type == Rtm.RTM_DELNEIGH ? 0 : entry.state().number())
                    .u8(entry.flags())
                    .u8(0);
            w.attributeBytes(NdaAttr.NDA_DST, address);
            if (type == Rtm.RTM_NEWNEIGH) {
                entry.mac().ifPresent(m -> w.attributeBytes(NdaAttr.NDA_LLADDR, m.bytes()));
            }
        });
    }
}
