package io.jlinux.net.link;

import io.jlinux.net.LinkName;
import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.NetkitAttr;
import io.jlinux.ns.NamespaceHandle;
import org.jspecify.annotations.Nullable;

/**
 * A pair of links with a place for BPF programs at each end, Linux 6.7. The peer is made where it belongs in the same
 * message; see {@link #of(String, String, NamespaceHandle)}.
 *
 * @see <a href="https://docs.ebpf.io/linux/program-type/BPF_PROG_TYPE_SCHED_CLS/">what its programs can do</a>
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), netkit</a>
 */
public final class NetkitSpec extends LinkSpec<NetkitSpec> {
    /** L3 by default: without Ethernet headers. */
    public static final LinkOption<NetkitSpec, NetkitMode> MODE =
            of(NetkitAttr.IFLA_NETKIT_MODE, AttributeType.enumU32(NetkitMode.class));

    /** What happens to packets at this end without a program. */
    public static final LinkOption<NetkitSpec, NetkitPolicy> DROPS =
            of(NetkitAttr.IFLA_NETKIT_POLICY, NetkitPolicy.TYPE);

    /** The same at the peer. */
    public static final LinkOption<NetkitSpec, NetkitPolicy> PEER_DROPS =
            of(NetkitAttr.IFLA_NETKIT_PEER_POLICY, NetkitPolicy.TYPE);

    private NetkitSpec(State state) {
        super(state);
    }

    /** A pair with these names. */
    public static NetkitSpec of(String name, String peerName) {
        LinkName.check(peerName);
        return new NetkitSpec(named(name)).peer(peerName, null);
    }

    /** A pair with these names, whose peer is in another namespace; the handle must be open when it is created. */
    public static NetkitSpec of(String name, String peerName, NamespaceHandle peerNamespace) {
        LinkName.check(peerName);
        return new NetkitSpec(named(name)).peer(peerName, peerNamespace);
    }

    private NetkitSpec peer(String peerName, @Nullable NamespaceHandle namespace) {
        Attributes link = Attributes.NONE.with(IflaAttr.IFLA_IFNAME, AttributeType.STRING, peerName);
        if (namespace != null) {
            link = link.with(
                    IflaAttr.IFLA_NET_NS_FD, AttributeType.S32, namespace.fd().number());
        }
        Attributes peer = link;
        AttributeType<Boolean> info = AttributeType.of(
                on -> new MessageWriter(256)
                        .bytes(new byte[Layouts.IFINFOMSG_SIZE])
                        .attributes(peer)
                        .toBytes(),
                a -> true);
        return withData(data().with(NetkitAttr.IFLA_NETKIT_PEER_INFO, info, true));
    }

    private static <T> LinkOption<NetkitSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("netkit", attribute, type);
    }

    @Override
    protected NetkitSpec copy(State changed) {
        return new NetkitSpec(changed);
    }

    @Override
    public String kind() {
        return "netkit";
    }
}
