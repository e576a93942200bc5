package io.jlinux.net;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A link (network interface) as it was when it was read: a value that does not change.
 *
 * @param index the number of the link within its namespace, positive
 * @param name up to 15 bytes
 * @param kind such as {@code veth} or {@code bridge}; empty for hardware and the loopback
 * @param flags {@code IFF_*}, as in netdevice(7)
 * @param mtu largest packet in bytes
 * @param mac empty where the link has none, or one that is not of six bytes
 * @param master index of the bridge or bond that it belongs to
 * @param linkedIndex of the other end for a veth, of the link below for a vlan; see {@code linkedNamespaceId}
 * @param linkedNamespaceId the id, in this namespace, of the namespace where {@code linkedIndex} counts; empty where that
 *     is this namespace
 * @param txQueueLength packets that may wait for transmission; 0 is a length
 * @param state whether it can carry traffic
 * @param group a number to act on many links at once; 0 by default
 * @param hardwareType {@code ARPHRD_*}: 1 is Ethernet, 772 the loopback
 * @param alternativeNames up to 127 bytes each, Linux 5.5
 * @param alias a free description
 * @param data what only its kind has, {@code IFLA_INFO_DATA}; {@link #get(LinkOption)} reads it
 * @param masterKind such as {@code bridge} for a port of one
 * @param portData what it has as a port, {@code IFLA_INFO_SLAVE_DATA}; {@link #get(BridgePort)} reads it
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_GETLINK</a>
 */
public record Link(
        int index,
        String name,
        Optional<String> kind,
        int flags,
        int mtu,
        Optional<MacAddress> mac,
        OptionalInt master,
        OptionalInt linkedIndex,
        OptionalInt linkedNamespaceId,
        int txQueueLength,
        OperState state,
        int group,
        int hardwareType,
        List<String> alternativeNames,
        Optional<String> alias,
        Attributes data,
        Optional<String> masterKind,
        Attributes portData) {
    static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_NOARP = 0x80;
    private static final int IFF_LOWER_UP = 0x10000;

    public Link {
        alternativeNames = List.copyOf(alternativeNames);
    }

    /**
     * A setting of its kind, such as {@code link.get(VlanSpec.ID)}; empty where the link is of another kind, or the kernel
     * did not tell it.
     *
     * @throws NetlinkException {@code EBADMSG} for what no kernel sends
     */
    public <T> Optional<T> get(LinkOption<?, T> option) throws NetlinkException {
        return kind.filter(option.kinds()::contains).isPresent()
                ? data.get(option.attribute(), option.type())
                : Optional.empty();
    }

    /** A setting that it has as the port of a bridge; empty where it is none. */
    public <T> Optional<T> get(BridgePort<T> option) throws NetlinkException {
        boolean port = masterKind.isPresent() && masterKind.get().equals("bridge");
        return port ? portData.get(option.attribute(), option.type()) : Optional.empty();
    }

    /** Whether an administrator has set it up. It may still lack a carrier: see {@link #isRunning()}. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /**
     * {@code IFF_RUNNING}: whether it is up, and its state is not known to be in the way. For some microseconds after a
     * change the kernel may say so too early; {@link #carriesTraffic()} is stricter.
     */
    public boolean isRunning() {
        return (flags & IFF_RUNNING) != 0;
    }

    /**
     * Whether a packet that is sent now goes out: it is up, has its carrier, and for a kind of link that tells ({@code
     * veth}, {@code bridge}) its state is {@link OperState#UP}. Until then the kernel drops packets, and an address that
     * was asked for in vain is asked for again a second later.
     */
    public boolean carriesTraffic() {
        boolean tells = isKind("veth") || isKind("bridge");
        return isRunning() && hasCarrier() && (state == OperState.UP || !tells);
    }

    /** Whether it has a carrier: of a veth, whether the other end is up too. */
    public boolean hasCarrier() {
        return (flags & IFF_LOWER_UP) != 0;
    }

    /** Whether neighbours on it are asked for their hardware addresses, by ARP or neighbour discovery. */
    boolean asksForNeighbours() {
        return (flags & (IFF_NOARP | IFF_LOOPBACK)) == 0;
    }

    public boolean isLoopback() {
        return (flags & IFF_LOOPBACK) != 0;
    }

    /** Whether it is of this kind, such as {@code veth}. */
    public boolean isKind(String name) {
        return kind.isPresent() && kind.get().equals(name);
    }
}
