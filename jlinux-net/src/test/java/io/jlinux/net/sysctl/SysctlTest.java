package io.jlinux.net.sysctl;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.PortRange;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.tool.IpTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The settings of a namespace, as {@code sysctl} tells and sets them. */
@Requires({ROOT, Requirement.SYSCTL})
@InNamespace(NET)
@NoLeaks
class SysctlTest {
    private final Sysctl sysctl = Sysctl.here();

    private static String theirs(String key) throws Exception {
        return IpTool.sysctl("-n " + key).strip();
    }

    @Test
    void sysctlSeesWhatWeSet() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            assertThat(veth.index()).isPositive();
            sysctl.set(Ipv4Sysctls.FORWARD, true);
            sysctl.set(Ipv4Sysctls.LOCAL_PORTS, new PortRange(20_000, 30_001));
            sysctl.set(Ipv4Sysctls.UNPRIVILEGED_PORT_START, 80L);
            sysctl.set(Ipv4Sysctls.PING_GROUPS, new GroupRange(5, 1000));
            sysctl.set(Ipv4Sysctls.MAX_BACKLOG, 777L);
            sysctl.set(Ipv4Sysctls.RP_FILTER, "a", ReversePath.LOOSE);
            sysctl.set(Ipv4Sysctls.ARP_IGNORE, "a", 2L);
            sysctl.set(Ipv4Sysctls.ARP_ANNOUNCE, Sysctl.ALL, 1L);
            sysctl.set(Ipv4Sysctls.PROXY_ARP, Sysctl.DEFAULT, true);
            sysctl.set(Ipv4Sysctls.ROUTE_LOCALNET, "a", true);
            sysctl.set(Ipv6Sysctls.ACCEPT_RA, "b", RouterAdvertisements.ACCEPT);
            sysctl.set(Ipv6Sysctls.DISABLED, "a", true);
            sysctl.set(Ipv6Sysctls.FORWARDING, Sysctl.ALL, true);
            sysctl.set("net.ipv4.conf.b.arp_filter", "1");
            assertThat(theirs("net.ipv4.ip_forward")).isEqualTo("1");
            assertThat(theirs("net.ipv4.ip_local_port_range")).isEqualTo("20000\t30001");
            assertThat(theirs("net.ipv4.ip_unprivileged_port_start")).isEqualTo("80");
            assertThat(theirs("net.ipv4.ping_group_range")).isEqualTo("5\t1000");
            assertThat(theirs("net.core.somaxconn")).isEqualTo("777");
            assertThat(theirs("net.ipv4.conf.a.rp_filter")).isEqualTo("2");
            assertThat(theirs("net.ipv4.conf.a.arp_ignore")).isEqualTo("2");
            assertThat(theirs("net.ipv4.conf.all.arp_announce")).isEqualTo("1");
            assertThat(theirs("net.ipv4.conf.default.proxy_arp")).isEqualTo("1");
            assertThat(theirs("net.ipv4.conf.a.route_localnet")).isEqualTo("1");
            assertThat(theirs("net.ipv6.conf.b.accept_ra")).isEqualTo("2");
            assertThat(theirs("net.ipv6.conf.a.disable_ipv6")).isEqualTo("1");
            assertThat(theirs("net.ipv6.conf.all.forwarding")).isEqualTo("1");
            assertThat(theirs("net.ipv4.conf.b.arp_filter")).isEqualTo("1");
        }
    }

    @Test
    void weSeeWhatSysctlSets() throws Exception {
        IpTool.sysctl("-w net.ipv4.ip_forward=1");
        IpTool.sysctl("-w net.ipv6.conf.all.forwarding=1");
        IpTool.sysctl("-w net.ipv4.conf.lo.rp_filter=1");
        IpTool.sysctl("-w net.core.somaxconn=333");
        assertThat(sysctl.get(Ipv4Sysctls.FORWARD)).isTrue();
        assertThat(sysctl.get(Ipv4Sysctls.FORWARDING, "lo")).isTrue();
        assertThat(sysctl.get(Ipv6Sysctls.FORWARDING, Sysctl.ALL)).isTrue();
        assertThat(sysctl.get(Ipv4Sysctls.RP_FILTER, "lo")).isEqualTo(ReversePath.STRICT);
        assertThat(sysctl.get(Ipv4Sysctls.PING_GROUPS)).isEqualTo(GroupRange.NOBODY);
        assertThat(sysctl.get(Ipv4Sysctls.MAX_BACKLOG)).isEqualTo(333);
        assertThat(sysctl.get("net.ipv4.ip_local_port_range")).isEqualTo(theirs("net.ipv4.ip_local_port_range"));
        assertThat(sysctl.get("net/ipv4/ip_forward")).isEqualTo("1");
    }

    /** All of it, but what changes by itself. */
    @Test
    void theListIsThatOfSysctl() throws Exception {
        Map<String, String> theirs = new TreeMap<>();
        for (String line : IpTool.sysctl("-a -r ^net\\.ipv4").lines().toList()) {
            int equals = line.indexOf(" = ");
            if (line.startsWith("net.ipv4.") && equals > 0) {
                theirs.put(line.substring(0, equals), line.substring(equals + 3).strip());
            }
        }
        Map<String, String> ours = sysctl.list("net.ipv4");
        assertThat(theirs).hasSizeGreaterThan(100);
        assertThat(ours.keySet()).containsAll(theirs.keySet());
        assertThat(ours.get("net.ipv4.ip_forward")).isEqualTo("0");
        assertThat(ours.get("net.ipv4.conf.lo.rp_filter")).isEqualTo(theirs.get("net.ipv4.conf.lo.rp_filter"));
        assertThat(sysctl.list("net.ipv4.ip_forward")).containsExactly(Map.entry("net.ipv4.ip_forward", "0"));
    }

    @Test
    void anotherNamespaceHasItsOwn() throws Exception {
        try (NamespaceHandle box = Namespace.NET.create();
                Veth veth = Veth.create(VethSpec.of("a", "eth0.5").peerNamespace(box))) {
            assertThat(veth.index()).isPositive();
            Sysctl there = Sysctl.in(box);
            there.set(Ipv4Sysctls.FORWARD, true);
            assertThat(there.get(Ipv4Sysctls.FORWARD)).isTrue();
            assertThat(sysctl.get(Ipv4Sysctls.FORWARD)).isFalse();
            there.set(Ipv4Sysctls.ARP_IGNORE, "eth0.5", 1L);
            assertThat(there.get("net.ipv4.conf.eth0/5.arp_ignore")).isEqualTo("1");
            assertThat(there.get("net/ipv4/conf/eth0.5/arp_ignore")).isEqualTo("1");
            assertThat(there.list("net.ipv4.conf")).containsEntry("net.ipv4.conf.eth0/5.arp_ignore", "1");
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> sysctl.get(Ipv4Sysctls.ARP_IGNORE, "eth0.5"))
                    .matches(e -> e.errno() == Errno.ENOENT)
                    .withMessageContaining("read sysctl net.ipv4.conf.eth0/5.arp_ignore: ENOENT")
                    .withMessageContaining("no such link");
        }
    }

    @Test
    void errorsSayWhatToDo() throws Exception {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> sysctl.set("net.ipv4.nothing_like_it", "1"))
                .matches(e -> e.errno() == Errno.ENOENT)
                .withMessageContaining("this kernel has no such setting");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> sysctl.set("net.ipv4.ip_forward", "abc"))
                .matches(e -> e.errno() == Errno.EINVAL)
                .withMessageContaining("set sysctl to 'abc' net.ipv4.ip_forward");
        assertThatIllegalArgumentException().isThrownBy(() -> sysctl.set("net.ipv4.ip_forward", "1\n0"));
        assertThatIllegalArgumentException().isThrownBy(() -> sysctl.get("net..ip_forward"));
        assertThatIllegalArgumentException().isThrownBy(() -> sysctl.get("net/../../etc/passwd"));
        assertThatIllegalArgumentException().isThrownBy(() -> sysctl.get(Ipv4Sysctls.RP_FILTER, ".."));
        assertThatIllegalArgumentException().isThrownBy(() -> sysctl.set(Ipv4Sysctls.UNPRIVILEGED_PORT_START, 65_536L));
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> sysctl.get(new SysctlKey<>("net.ipv4.tcp_congestion_control", SysctlType.NUMBER)))
                .matches(e -> e.errno() == Errno.EBADMSG);
        assertThat(sysctl.find(new SysctlKey<>("net.ipv4.nothing_like_it", SysctlType.TEXT)))
                .isEmpty();
    }

    /** Where their modules are loaded; the limit of connections can be set in the first namespace only. */
    @Test
    void netfilterAndBridges() throws Exception {
        sysctl.find(FilterSysctls.BRIDGE_CALLS_IPTABLES).ifPresent(before -> assertBridge());
        var max = sysctl.find(FilterSysctls.CONNTRACK_MAX);
        if (max.isEmpty()) return;
        assertThat(max.get()).isEqualTo(Long.parseLong(theirs("net.netfilter.nf_conntrack_max")));
        assertThat(sysctl.get(FilterSysctls.CONNTRACK_COUNT)).isNotNegative();
        sysctl.set(FilterSysctls.CONNTRACK_TCP_ESTABLISHED, 1000L);
        assertThat(theirs("net.netfilter.nf_conntrack_tcp_timeout_established")).isEqualTo("1000");
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> sysctl.set(FilterSysctls.CONNTRACK_COUNT, 1L))
                .withMessageContaining("can only be read");
    }

    private void assertBridge() {
        try {
            sysctl.set(FilterSysctls.BRIDGE_CALLS_IPTABLES, false);
            assertThat(theirs("net.bridge.bridge-nf-call-iptables")).isEqualTo("0");
            sysctl.set(FilterSysctls.BRIDGE_CALLS_IPTABLES, true);
            assertThat(theirs("net.bridge.bridge-nf-call-iptables")).isEqualTo("1");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
