package io.jlinux.net.sysctl;

/**
 * Settings of netfilter and of bridges, which are there when their modules are loaded ({@code nf_conntrack}, {@code br_netfilter}).
 *
 * @see <a href="https://docs.kernel.org/networking/nf_conntrack-sysctl.html">nf_conntrack sysctl</a>
 */
public final class FilterSysctls {
    /** Whether IPv4 packets that a bridge passes on go through the firewall. */
    public static final SysctlKey<Boolean> BRIDGE_CALLS_IPTABLES =
            new SysctlKey<>("net.bridge.bridge-nf-call-iptables", SysctlType.BOOLEAN);

    /** The same for IPv6. */
    public static final SysctlKey<Boolean> BRIDGE_CALLS_IP6TABLES =
            new SysctlKey<>("net.bridge.bridge-nf-call-ip6tables", SysctlType.BOOLEAN);

    /** The same for ARP. */
    public static final SysctlKey<Boolean> BRIDGE_CALLS_ARPTABLES =
            new SysctlKey<>("net.bridge.bridge-nf-call-arptables", SysctlType.BOOLEAN);

    /** Connections that may be known; can only be set in the first network namespace. */
    public static final SysctlKey<Long> CONNTRACK_MAX =
            new SysctlKey<>("net.netfilter.nf_conntrack_max", SysctlType.number(0, Integer.MAX_VALUE));

    /** Connections that are known; can only be read. */
    public static final SysctlKey<Long> CONNTRACK_COUNT =
            new SysctlKey<>("net.netfilter.nf_conntrack_count", SysctlType.NUMBER);

    /** Seconds until an idle TCP connection is forgotten. */
    public static final SysctlKey<Long> CONNTRACK_TCP_ESTABLISHED = new SysctlKey<>(
            "net.netfilter.nf_conntrack_tcp_timeout_established", SysctlType.number(0, Integer.MAX_VALUE));

    private FilterSysctls() {}
}
