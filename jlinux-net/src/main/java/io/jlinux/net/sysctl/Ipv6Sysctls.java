package io.jlinux.net.sysctl;

/**
 * Settings of IPv6.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">IP sysctl, /proc/sys/net/ipv6</a>
 */
public final class Ipv6Sysctls {
    /** Of {@link Sysctl#ALL}: whether packets for others go on. Of a link: whether it behaves like one of a router. */
    public static final LinkSysctlKey<Boolean> FORWARDING = of("forwarding", SysctlType.BOOLEAN);

    /** Whether there is no IPv6: its addresses go when it is set. */
    public static final LinkSysctlKey<Boolean> DISABLED = of("disable_ipv6", SysctlType.BOOLEAN);

    public static final LinkSysctlKey<RouterAdvertisements> ACCEPT_RA =
            of("accept_ra", SysctlType.constants(RouterAdvertisements.class));

    /** Whether addresses are made of what routers advertise. */
    public static final LinkSysctlKey<Boolean> AUTOCONF = of("autoconf", SysctlType.BOOLEAN);

    /** 0 no search for duplicates of an address, 1 one, 2 one that takes IPv6 away when it finds that of the link. */
    public static final LinkSysctlKey<Long> ACCEPT_DAD = of("accept_dad", SysctlType.number(-1, 2));

    /** 0 no temporary addresses, 1 some, 2 some that are preferred. */
    public static final LinkSysctlKey<Long> TEMPORARY_ADDRESSES = of("use_tempaddr", SysctlType.number(-1, 2));

    /** Whether questions for the proxies among the neighbours are answered. */
    public static final LinkSysctlKey<Boolean> PROXY_NDP = of("proxy_ndp", SysctlType.BOOLEAN);

    public static final LinkSysctlKey<Boolean> ACCEPT_REDIRECTS = of("accept_redirects", SysctlType.BOOLEAN);

    /** How the address of the link is made: 0 of the hardware address, 1 not at all, 2 of a secret, 3 by chance. */
    public static final LinkSysctlKey<Long> ADDRESS_GENERATION = of("addr_gen_mode", SysctlType.number(0, 3));

    private Ipv6Sysctls() {}

    private static <T> LinkSysctlKey<T> of(String name, SysctlType<T> type) {
        return new LinkSysctlKey<>("net.ipv6.conf", name, type);
    }
}
