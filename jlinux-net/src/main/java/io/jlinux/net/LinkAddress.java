package io.jlinux.net;

import java.net.InetAddress;
import java.util.Optional;

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
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7), RTM_GETADDR</a>
 */
public record LinkAddress(
        int linkIndex,
        Cidr cidr,
        Optional<InetAddress> peer,
        Optional<InetAddress> broadcast,
        int scope,
        int flags,
        Optional<String> label) {
    static final int IFA_F_NODAD = 0x02;
    static final int IFA_F_NOPREFIXROUTE = 0x200;
    private static final int IFA_F_SECONDARY = 0x01;
    private static final int IFA_F_DADFAILED = 0x08;
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

    /** Whether it stays until it is removed. */
    public boolean isPermanent() {
        return (flags & IFA_F_PERMANENT) != 0;
    }

    /** Of IPv4: whether another address of the same network comes first. */
    public boolean isSecondary() {
        return (flags & IFA_F_SECONDARY) != 0;
    }
}
