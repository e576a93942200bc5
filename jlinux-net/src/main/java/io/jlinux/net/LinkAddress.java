package io.jlinux.net;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An address that a link has, as it was when it was read.
 *
 * @param linkIndex of the link
 * @param cidr address and length of its network's prefix
 * @param peer the other end of a point-to-point link; empty for all others
 * @param broadcast the broadcast address; empty where none was set, which is usual today
 * @param scope {@code RT_SCOPE_*}: 0 is global, 253 the link, 254 the host
 * @param flags {@code IFA_F_*}
 * @param label the name by which old tools know it, IPv4 only
 * @param preferred how long connections may still begin with it, in whole seconds; zero where it is deprecated and will go, empty for always
 * @param valid how long the link still has it, in whole seconds; empty for always
 * @param routeMetric of the route to its network; empty for the default
 * @param protocol who made it, {@code IFAPROT_*}; empty where nobody said, and before Linux 5.18
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_GETADDR</a>
 */
public record LinkAddress(
        int linkIndex,
        Cidr cidr,
        Optional<InetAddress> peer,
        Optional<InetAddress> broadcast,
        int scope,
        int flags,
        Optional<String> label,
        Optional<Duration> preferred,
        Optional<Duration> valid,
        OptionalLong routeMetric,
        OptionalInt protocol) {
    /** Seconds of a lifetime that does not end ({@code INFINITY_LIFE_TIME}). */
    static final long FOREVER = 0xffff_ffffL;

    static final int IFA_F_NODAD = 0x02;
    static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int IFA_F_SECONDARY = 0x01;
    private static final int IFA_F_DADFAILED = 0x08;
    private static final int IFA_F_DEPRECATED = 0x20;
    private static final int IFA_F_TENTATIVE = 0x40;
    private static final int IFA_F_PERMANENT = 0x80;

    /** Of IPv6: whether the link is still finding out if a neighbour has it too; until then it cannot be used. */
    public boolean isTentative() {
        return (flags & IFA_F_TENTATIVE) != 0;
    }

    /** Of IPv6: whether the link has found out that a neighbour has it too; it cannot be used. */
    public boolean isDuplicate() {
        return (flags & IFA_F_DADFAILED) != 0;
    }

    /** Whether its preferred time is over: what listens on it goes on, connections do not begin with it. */
    public boolean isDeprecated() {
        return (flags & IFA_F_DEPRECATED) != 0;
    }

    /** The same without its lifetimes, which are others every second. */
    LinkAddress withoutLifetimes() {
        return new LinkAddress(
                linkIndex,
                cidr,
                peer,
                broadcast,
                scope,
                flags,
                label,
                Optional.empty(),
                Optional.empty(),
                routeMetric,
                protocol);
    }

    /** Whether it stays until it is removed. */
    public boolean isPermanent() {
        return (flags & IFA_F_PERMANENT) != 0;
    }

    /** Of IPv4: whether another address of the same network comes first. */
    public boolean isSecondary() {
        return (flags & IFA_F_SECONDARY) != 0;
    }
}
