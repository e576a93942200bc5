package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IfaAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import java.net.InetAddress;

/** An address as it was read, to be given once more. What the kernel finds out itself (tentative, secondary) is left out. */
final class AddressCopy {
    private AddressCopy() {}

    static Request request(int linkIndex, LinkAddress like) {
        Cidr address = like.cidr();
        int flags = like.flags() & LinkAddress.IFA_F_NOPREFIXROUTE;
        String target = address + " of link " + linkIndex;
        int create = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        return new Request(Rtm.RTM_NEWADDR, create, RtNames.ADDRESS, "add address", target, w -> {
            int family = address.isIpv6() ? AddressDecoder.AF_INET6 : AddressDecoder.AF_INET;
            w.u8(family).u8(address.prefixLength()).u8(0).u8(like.scope());
            w.u32(linkIndex);
            InetAddress other = like.peer().orElse(address.address());
            w.attributeBytes(IfaAttr.IFA_LOCAL, address.address().getAddress());
            w.attributeBytes(IfaAttr.IFA_ADDRESS, other.getAddress());
            like.broadcast().ifPresent(b -> w.attributeBytes(IfaAttr.IFA_BROADCAST, b.getAddress()));
            if (flags != 0) w.attributeU32(IfaAttr.IFA_FLAGS, flags);
        });
    }
}
