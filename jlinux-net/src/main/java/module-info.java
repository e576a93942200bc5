/** Networking over rtnetlink; see {@link io.jlinux.net}. */
@org.jspecify.annotations.NullMarked
module io.jlinux.net {
    requires transitive io.jlinux.ns;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.jlinux.net;
    exports io.jlinux.net.conntrack;
    exports io.jlinux.net.container;
    exports io.jlinux.net.ethtool;
    exports io.jlinux.net.firewall;
    exports io.jlinux.net.ipam;
    exports io.jlinux.net.link;
    exports io.jlinux.net.netlink;
    exports io.jlinux.net.nftables;
    exports io.jlinux.net.rootless;
    exports io.jlinux.net.sysctl;
    exports io.jlinux.net.tc;
    exports io.jlinux.net.tun;
    exports io.jlinux.net.wireguard;
}
