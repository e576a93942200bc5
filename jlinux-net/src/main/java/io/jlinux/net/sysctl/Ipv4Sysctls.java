package io.jlinux.net.sysctl;

import io.jlinux.net.PortRange;

/**
 * Settings of IPv4, and of what it shares with IPv6.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl</a>
 */
public final class Ipv4Sysctls {
    /** Whether packets for others go on: what a router, and the host of containers, needs. Sets it for all links. */
    public static final SysctlKey<Boolean> FORWARD = new SysctlKey<>("net.ipv4.ip_forward", SysctlType.BOOLEAN);

    /** The ports that connections begin from when they name none. */
    public static final SysctlKey<PortRange> LOCAL_PORTS =
            new SysctlKey<>("net.ipv4.ip_local_port_range", SysctlType.PORTS);

    /** The first port that anybody may listen on; those below need {@code CAP_NET_BIND_SERVICE}. */
    public static final SysctlKey<Long> UNPRIVILEGED_PORT_START =
            new SysctlKey<>("net.ipv4.ip_unprivileged_port_start", SysctlType.number(0, 65535));

    /** The groups whose processes may ping without {@code CAP_NET_RAW}. */
    public static final SysctlKey<GroupRange> PING_GROUPS =
            new SysctlKey<>("net.ipv4.ping_group_range", SysctlType.GROUPS);

    /** Whether sockets may bind to addresses that no link has. */
    public static final SysctlKey<Boolean> NON_LOCAL_BIND =
            new SysctlKey<>("net.ipv4.ip_nonlocal_bind", SysctlType.BOOLEAN);

    /** Such as {@code cubic}. */
    public static final SysctlKey<String> TCP_CONGESTION_CONTROL =
            new SysctlKey<>("net.ipv4.tcp_congestion_control", SysctlType.TEXT);

    /** Connections that may wait to be accepted; 4096 by default. */
    public static final SysctlKey<Long> MAX_BACKLOG =
            new SysctlKey<>("net.core.somaxconn", SysctlType.number(0, Integer.MAX_VALUE));

    /** Whether packets that come in by the link go on. */
    public static final LinkSysctlKey<Boolean> FORWARDING = of("forwarding", SysctlType.BOOLEAN);

    /** The stricter of the link's and that of {@link Sysctl#ALL} holds. */
    public static final LinkSysctlKey<ReversePath> RP_FILTER = of("rp_filter", SysctlType.constants(ReversePath.class));

    /** Which questions for addresses are not answered: 0 none, 1 for addresses of other links, 2 also from other networks … */
    public static final LinkSysctlKey<Long> ARP_IGNORE = of("arp_ignore", SysctlType.number(0, 8));

    /** Which address is named in questions: 0 any, 1 one of the target's network if possible, 2 the best for it. */
    public static final LinkSysctlKey<Long> ARP_ANNOUNCE = of("arp_announce", SysctlType.number(0, 2));

    /** Whether a question is answered only where the answer would go out by the same link. */
    public static final LinkSysctlKey<Boolean> ARP_FILTER = of("arp_filter", SysctlType.BOOLEAN);

    /** Whether questions for hosts behind this one are answered. */
    public static final LinkSysctlKey<Boolean> PROXY_ARP = of("proxy_arp", SysctlType.BOOLEAN);

    /** Whether 127.0.0.0/8 is an address like any other: for forwards from the host's loopback. */
    public static final LinkSysctlKey<Boolean> ROUTE_LOCALNET = of("route_localnet", SysctlType.BOOLEAN);

    /** Whether packets with a source address of this host are taken. */
    public static final LinkSysctlKey<Boolean> ACCEPT_LOCAL = of("accept_local", SysctlType.BOOLEAN);

    public static final LinkSysctlKey<Boolean> ACCEPT_REDIRECTS = of("accept_redirects", SysctlType.BOOLEAN);
    public static final LinkSysctlKey<Boolean> SEND_REDIRECTS = of("send_redirects", SysctlType.BOOLEAN);

    /** Whether packets with impossible addresses are logged. */
    public static final LinkSysctlKey<Boolean> LOG_MARTIANS = of("log_martians", SysctlType.BOOLEAN);

    private Ipv4Sysctls() {}

    private static <T> LinkSysctlKey<T> of(String name, SysctlType<T> type) {
        return new LinkSysctlKey<>("net.ipv4.conf", name, type);
    }
}
