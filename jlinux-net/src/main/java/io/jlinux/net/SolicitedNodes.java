package io.jlinux.net;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IfaAttr;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a link listens for questions for its IPv6 addresses. The kernel joins the group of each (RFC 4291, solicited-node) some
 * time after it was added, by a work queue; a question that comes before is lost, and is asked again a second later.
 */
final class SolicitedNodes {
    private static final Logger LOG = LoggerFactory.getLogger(SolicitedNodes.class);

    /** It takes less than a millisecond; this is for a machine that is very busy. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private SolicitedNodes() {}

    /** Waits, without polling, until all of these addresses are listened for; not for ever, as the link works in any case. */
    static void await(NetlinkSocket socket, int index, List<Cidr> addresses) throws LinuxException {
        Set<InetAddress> wanted = addresses.stream()
                .filter(Cidr::isIpv6)
                .map(a -> group(a.address()))
                .collect(Collectors.toSet());
        if (wanted.isEmpty()) return;
        boolean joined = socket.await(
                Rtm.RTNLGRP_IPV6_IFADDR,
                TIMEOUT.toNanos(),
                () -> groups(socket, index).containsAll(wanted));
        if (!joined) LOG.debug("link {} does not listen for {} yet", index, addresses);
    }

    /** {@code ff02::1:ff00:0} and the last three bytes. */
    static InetAddress group(InetAddress address) {
        byte[] group = Cidr.address("ff02::1:ff00:0").getAddress();
        System.arraycopy(address.getAddress(), 13, group, 13, 3);
        return IpLiteral.of(group);
    }

    private static Set<InetAddress> groups(NetlinkSocket socket, int index) throws LinuxException {
        Request dump = new Request(
                Rtm.RTM_GETMULTICAST,
                0,
                RtNames.ADDRESS,
                "list groups of",
                "link " + index,
                w -> w.u8(AddressDecoder.AF_INET6).u8(0).u8(0).u8(0).u32(index));
        try {
            return socket.dump(dump, m -> decode(m, index)).stream()
                    .flatMap(Optional::stream)
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EOPNOTSUPP) return Set.of(); // a kernel without IPv6
            throw e;
        }
    }

    static Optional<InetAddress> decode(Message message, int index) throws NetlinkException {
        if (message.u32(Layouts.IFADDRMSG_INDEX) != index) return Optional.empty();
        for (AttributeReader a = message.attributes(Layouts.IFADDRMSG_SIZE); a.next(); ) {
            if (a.type() == IfaAttr.IFA_MULTICAST) return Optional.of(AddressDecoder.ip(a, AddressDecoder.AF_INET6));
        }
        return Optional.empty();
    }
}
