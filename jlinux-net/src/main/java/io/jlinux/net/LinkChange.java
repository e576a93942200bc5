package io.jlinux.net;

import static io.jlinux.net.wire.IflaAttr.IFLA_ADDRESS;
import static io.jlinux.net.wire.IflaAttr.IFLA_AF_SPEC;
import static io.jlinux.net.wire.IflaAttr.IFLA_GROUP;
import static io.jlinux.net.wire.IflaAttr.IFLA_IFALIAS;
import static io.jlinux.net.wire.IflaAttr.IFLA_IFNAME;
import static io.jlinux.net.wire.IflaAttr.IFLA_LINKINFO;
import static io.jlinux.net.wire.IflaAttr.IFLA_MASTER;
import static io.jlinux.net.wire.IflaAttr.IFLA_MTU;
import static io.jlinux.net.wire.IflaAttr.IFLA_NET_NS_FD;
import static io.jlinux.net.wire.IflaAttr.IFLA_NUM_RX_QUEUES;
import static io.jlinux.net.wire.IflaAttr.IFLA_NUM_TX_QUEUES;
import static io.jlinux.net.wire.IflaAttr.IFLA_TXQLEN;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.Inet6Attr;
import io.jlinux.net.wire.LinkInfoAttr;
import io.jlinux.ns.NamespaceHandle;
import org.jspecify.annotations.Nullable;

/**
 * What shall change about a link: an immutable value in which what was not said stays as it is.
 *
 * <pre>{@code
 * links.device("jl0-b").change(LinkChange.NONE.rename("eth0").namespace(box).mtu(1400).up());   // one message
 * }</pre>
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip link set</a>
 */
public final class LinkChange {
    /** Changes nothing. */
    public static final LinkChange NONE = new LinkChange();

    private @Nullable String name;
    private @Nullable Integer mtu;
    private @Nullable MacAddress mac;
    private @Nullable Integer txQueueLength;
    private @Nullable Integer group;
    private @Nullable Integer master;
    private @Nullable String alias;
    private @Nullable NamespaceHandle namespace;
    private @Nullable Boolean up;
    private @Nullable Integer sendQueues;
    private @Nullable Integer receiveQueues;
    private Attributes port = Attributes.NONE;
    private @Nullable String portKind;
    private @Nullable AddressGeneration addressGeneration;

    private LinkChange() {}

    private LinkChange(LinkChange other) {
        name = other.name;
        mtu = other.mtu;
        mac = other.mac;
        txQueueLength = other.txQueueLength;
        group = other.group;
        master = other.master;
        alias = other.alias;
        namespace = other.namespace;
        up = other.up;
        sendQueues = other.sendQueues;
        receiveQueues = other.receiveQueues;
        port = other.port;
        portKind = other.portKind;
        addressGeneration = other.addressGeneration;
    }

    /**
     * Another name. Before Linux 6.2 the link must be down.
     *
     * @throws IllegalArgumentException for a name that no link can have: more than 15 bytes, a slash, whitespace …
     */
    public LinkChange rename(String newName) {
        LinkChange c = new LinkChange(this);
        c.name = LinkName.check(newName);
        return c;
    }

    /** Largest packet in bytes; the kind of link says what is possible (68 to 65535 for a veth). */
    public LinkChange mtu(int bytes) {
        if (bytes < 0) throw new IllegalArgumentException("negative MTU: " + bytes);
        LinkChange c = new LinkChange(this);
        c.mtu = bytes;
        return c;
    }

    /** Hardware address. */
    public LinkChange mac(MacAddress address) {
        if (address.isMulticast()) throw new IllegalArgumentException("the address of a group: " + address);
        LinkChange c = new LinkChange(this);
        c.mac = address;
        return c;
    }

    /** Packets that may wait for transmission; 0 is legal and means none. */
    public LinkChange txQueueLength(int packets) {
        if (packets < 0) throw new IllegalArgumentException("negative queue length: " + packets);
        LinkChange c = new LinkChange(this);
        c.txQueueLength = packets;
        return c;
    }

    /** A number to act on many links at once. */
    public LinkChange group(int number) {
        LinkChange c = new LinkChange(this);
        c.group = number;
        return c;
    }

    /** Makes it a port of the bridge or bond with this index, in the same namespace. */
    public LinkChange master(int index) {
        LinkChange c = new LinkChange(this);
        c.master = index;
        return c;
    }

    /** Takes it out of its bridge or bond. */
    public LinkChange noMaster() {
        return master(0);
    }

    /** A free description of up to 255 bytes; empty removes it. */
    public LinkChange alias(String text) {
        LinkChange c = new LinkChange(this);
        c.alias = text;
        return c;
    }

    /** Moves it to another network namespace, where it gets a new index when its own is taken. */
    public LinkChange namespace(NamespaceHandle handle) {
        LinkChange c = new LinkChange(this);
        c.namespace = Network.requireNetwork(handle);
        return c;
    }

    public LinkChange up() {
        LinkChange c = new LinkChange(this);
        c.up = true;
        return c;
    }

    public LinkChange down() {
        LinkChange c = new LinkChange(this);
        c.up = false;
        return c;
    }

    /** Of a new link: the number of its queues. */
    LinkChange queues(int sending, int receiving) {
        if (sending < 1 || receiving < 1) throw new IllegalArgumentException("a link without queues");
        LinkChange c = new LinkChange(this);
        c.sendQueues = sending;
        c.receiveQueues = receiving;
        return c;
    }

    /** A setting that it has as the port of its bridge, such as {@link BridgePort#HAIRPIN}. */
    public <T> LinkChange port(BridgePort<T> option, T value) {
        LinkChange c = new LinkChange(this);
        c.portKind = "bridge";
        c.port = port.with(option.attribute(), option.type(), value);
        return c;
    }

    /**
     * How its IPv6 link-local address is made ({@code ip link set addrgenmode}), when it next comes up. Of a kernel without IPv6 it is an
     * error, {@code EAFNOSUPPORT}.
     */
    public LinkChange addressGeneration(AddressGeneration how) {
        LinkChange c = new LinkChange(this);
        c.addressGeneration = how;
        return c;
    }

    boolean hasMaster() {
        return master != null;
    }

    boolean isUp() {
        return up != null && up;
    }

    /** {@code struct ifinfomsg} and attributes; index 0 for a link that is to be created. */
    void write(MessageWriter w, int index) {
        int flags = isUp() ? Link.IFF_UP : 0;
        int changed = up == null ? 0 : Link.IFF_UP;
        w.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(changed);
        writeAttributes(w);
        if (addressGeneration != null) writeIpv6(w, addressGeneration);
        if (portKind == null) return;
        int info = w.beginNest(IFLA_LINKINFO);
        w.attributeString(LinkInfoAttr.IFLA_INFO_SLAVE_KIND, portKind);
        w.attributeNested(LinkInfoAttr.IFLA_INFO_SLAVE_DATA, port);
        w.endNest(info);
    }

    private static void writeIpv6(MessageWriter w, AddressGeneration how) {
        int families = w.beginNest(IFLA_AF_SPEC);
        int ipv6 = w.beginNest(AddressDecoder.AF_INET6);
        w.attributeU8(Inet6Attr.IFLA_INET6_ADDR_GEN_MODE, how.ordinal());
        w.endNest(ipv6);
        w.endNest(families);
    }

    void writeAttributes(MessageWriter w) {
        if (name != null) w.attributeString(IFLA_IFNAME, name);
        if (mtu != null) w.attributeU32(IFLA_MTU, mtu);
        if (mac != null) w.attributeBytes(IFLA_ADDRESS, mac.bytes());
        if (txQueueLength != null) w.attributeU32(IFLA_TXQLEN, txQueueLength);
        if (group != null) w.attributeU32(IFLA_GROUP, group);
        if (master != null) w.attributeU32(IFLA_MASTER, master);
        if (alias != null) w.attributeString(IFLA_IFALIAS, alias);
        if (namespace != null) w.attributeU32(IFLA_NET_NS_FD, namespace.fd().number());
        if (sendQueues != null) w.attributeU32(IFLA_NUM_TX_QUEUES, sendQueues);
        if (receiveQueues != null) w.attributeU32(IFLA_NUM_RX_QUEUES, receiveQueues);
    }
}
