package io.jlinux.net.wire;

import static io.jlinux.testkit.Requirement.GCC;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.testkit.Requires;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("pure")
@Requires(GCC)
class ConstantsTest {
    /** What headers of an older kernel lack is left out. */
    private static final List<Class<?>> CLASSES = List.of(
            IflaAttr.class,
            LinkInfoAttr.class,
            BridgeAttr.class,
            VethAttr.class,
            BondAttr.class,
            BridgePortAttr.class,
            EthtoolBitAttr.class,
            EthtoolBitsetAttr.class,
            EthtoolChannelsAttr.class,
            EthtoolFeaturesAttr.class,
            EthtoolHeaderAttr.class,
            EthtoolLinkModesAttr.class,
            EthtoolLinkStateAttr.class,
            EthtoolRingsAttr.class,
            FraAttr.class,
            GeneveAttr.class,
            GreAttr.class,
            Inet6Attr.class,
            IptunAttr.class,
            IpvlanAttr.class,
            MacvlanAttr.class,
            NdaAttr.class,
            NetkitAttr.class,
            NetnsaAttr.class,
            NhaAttr.class,
            RtaxAttr.class,
            TunAttr.class,
            VlanAttr.class,
            VrfAttr.class,
            VxlanAttr.class,
            WgAllowedIpAttr.class,
            WgDeviceAttr.class,
            WgPeerAttr.class,
            TcaAttr.class,
            TcaActAttr.class,
            TcaStatsAttr.class,
            NetemAttr.class,
            TbfAttr.class,
            HtbAttr.class,
            FqCodelAttr.class,
            CakeAttr.class,
            U32Attr.class,
            FlowerAttr.class,
            MatchallAttr.class,
            PoliceAttr.class,
            GactAttr.class,
            MirredAttr.class,
            LwtIpAttr.class,
            LwtIp6Attr.class,
            MplsIptunnelAttr.class,
            Seg6IptunnelAttr.class,
            IfaAttr.class,
            RtaAttr.class,
            Rtm.class,
            NetlinkFlags.class,
            CtAttr.class,
            CtCountersAttr.class,
            CtIpAttr.class,
            CtProtoAttr.class,
            CtProtoinfoAttr.class,
            CtStatsAttr.class,
            CtTcpAttr.class,
            CtTupleAttr.class,
            NftBitwiseAttr.class,
            NftByteorderAttr.class,
            NftChainAttr.class,
            NftCmpAttr.class,
            NftConnlimitAttr.class,
            NftCounterAttr.class,
            NftCtAttr.class,
            NftDataAttr.class,
            NftDeviceAttr.class,
            NftDynsetAttr.class,
            NftExprAttr.class,
            NftExthdrAttr.class,
            NftFibAttr.class,
            NftGenAttr.class,
            NftHookAttr.class,
            NftImmediateAttr.class,
            NftLimitAttr.class,
            NftListAttr.class,
            NftLogAttr.class,
            NftLookupAttr.class,
            NftMasqAttr.class,
            NftMetaAttr.class,
            NftNatAttr.class,
            NftObjAttr.class,
            NftObjrefAttr.class,
            NftPayloadAttr.class,
            NftQueueAttr.class,
            NftQuotaAttr.class,
            NftRangeAttr.class,
            NftRedirAttr.class,
            NftRejectAttr.class,
            NftRtAttr.class,
            NftRuleAttr.class,
            NftSetAttr.class,
            NftSetDescAttr.class,
            NftSetElemAttr.class,
            NftSetElemListAttr.class,
            NftSetFieldAttr.class,
            NftSocketAttr.class,
            NftTableAttr.class,
            NftVerdictAttr.class,
            Nfnl.class);

    private static final String HEADERS = """
            #include <stddef.h>
            #include <stdio.h>
            #include <sys/socket.h>
            #include <linux/netlink.h>
            #include <linux/rtnetlink.h>
            #include <linux/if_link.h>
            #include <linux/if_addr.h>
            #include <linux/veth.h>
            #include <linux/if.h>
            #include <linux/if_tunnel.h>
            #include <linux/fib_rules.h>
            #include <linux/neighbour.h>
            #include <linux/nexthop.h>
            #include <linux/net_namespace.h>
            #include <linux/wireguard.h>
            #include <linux/ethtool_netlink.h>
            #include <linux/netfilter.h>
            #include <linux/netfilter/nf_nat.h>
            #include <linux/netfilter/nf_conntrack_common.h>
            #include <linux/netfilter/nf_conntrack_tcp.h>
            #include <linux/netfilter/nfnetlink.h>
            #include <linux/netfilter/nfnetlink_conntrack.h>
            #include <linux/netfilter/nf_tables.h>
            #include <linux/pkt_sched.h>
            #include <linux/pkt_cls.h>
            #include <linux/gen_stats.h>
            #include <linux/tc_act/tc_gact.h>
            #include <linux/tc_act/tc_mirred.h>
            #include <linux/lwtunnel.h>
            #include <linux/mpls_iptunnel.h>
            #include <linux/seg6_iptunnel.h>
            """;

    @Test
    void areThoseOfTheKernelsHeaders(@TempDir Path dir) throws Exception {
        StringBuilder c = new StringBuilder(HEADERS).append("""
                int bad;
                static void check(const char *name, long c, long java) {
                  if (c != java) { bad = 1; printf("%s is %ld, not %ld\\n", name, c, java); }
                }
                int main(void) {
                """);
        NetfilterNumbers.all()
                .forEach((name, value) -> c.append("check(\"%s\", (int) (%s), %dL);\n".formatted(name, name, value)));
        for (String name : known(dir)) {
            c.append("check(\"%s\", (long) (%s), %dL);\n".formatted(name, name, value(name)));
        }
        c.append("""
                check("nlmsghdr", sizeof(struct nlmsghdr), 16);
                check("nlmsg_pid", offsetof(struct nlmsghdr, nlmsg_pid), 12);
                check("ifinfomsg", sizeof(struct ifinfomsg), 16);
                check("ifi_flags", offsetof(struct ifinfomsg, ifi_flags), 8);
                check("ifaddrmsg", sizeof(struct ifaddrmsg), 8);
                check("ifa_index", offsetof(struct ifaddrmsg, ifa_index), 4);
                check("ifa_cacheinfo.ifa_valid", offsetof(struct ifa_cacheinfo, ifa_valid), 4);
                check("ifa_cacheinfo", sizeof(struct ifa_cacheinfo), 16);
                check("rtm_src_len", offsetof(struct rtmsg, rtm_src_len), 2);
                check("rtm_tos", offsetof(struct rtmsg, rtm_tos), 3);
                check("rtmsg", sizeof(struct rtmsg), 12);
                check("rtm_type", offsetof(struct rtmsg, rtm_type), 7);
                check("ndmsg", sizeof(struct ndmsg), 12);
                check("ndm_flags", offsetof(struct ndmsg, ndm_flags), 10);
                check("fib_rule_hdr", sizeof(struct fib_rule_hdr), 12);
                check("action", offsetof(struct fib_rule_hdr, action), 7);
                check("nhmsg", sizeof(struct nhmsg), 8);
                check("rtnexthop", sizeof(struct rtnexthop), 8);
                check("rtnh_ifindex", offsetof(struct rtnexthop, rtnh_ifindex), 4);
                check("tcmsg", sizeof(struct tcmsg), 20);
                check("tcm_info", offsetof(struct tcmsg, tcm_info), 16);
                check("tc_ratespec", sizeof(struct tc_ratespec), 12);
                check("tc_ratespec.rate", offsetof(struct tc_ratespec, rate), 8);
                check("tc_netem_qopt", sizeof(struct tc_netem_qopt), 24);
                check("tc_netem_qopt.jitter", offsetof(struct tc_netem_qopt, jitter), 20);
                check("tc_netem_rate", sizeof(struct tc_netem_rate), 16);
                check("tc_tbf_qopt", sizeof(struct tc_tbf_qopt), 36);
                check("tc_tbf_qopt.mtu", offsetof(struct tc_tbf_qopt, mtu), 32);
                check("tc_htb_opt", sizeof(struct tc_htb_opt), 44);
                check("tc_htb_opt.prio", offsetof(struct tc_htb_opt, prio), 40);
                check("tc_htb_glob", sizeof(struct tc_htb_glob), 20);
                check("tc_htb_glob.defcls", offsetof(struct tc_htb_glob, defcls), 8);
                check("tc_prio_qopt", sizeof(struct tc_prio_qopt), 20);
                check("tc_police", sizeof(struct tc_police), 56);
                check("tc_police.rate", offsetof(struct tc_police, rate), 20);
                check("tc_police.burst", offsetof(struct tc_police, burst), 12);
                check("tc_gact", sizeof(struct tc_gact), 20);
                check("tc_gact.action", offsetof(struct tc_gact, action), 8);
                check("tc_mirred", sizeof(struct tc_mirred), 28);
                check("tc_mirred.eaction", offsetof(struct tc_mirred, eaction), 20);
                check("tc_u32_sel", sizeof(struct tc_u32_sel), 16);
                check("tc_u32_key", sizeof(struct tc_u32_key), 16);
                check("gnet_stats_queue.overlimits", offsetof(struct gnet_stats_queue, overlimits), 16);
                check("gnet_stats_queue.drops", offsetof(struct gnet_stats_queue, drops), 8);
                check("ipv6_sr_hdr.first_segment", offsetof(struct ipv6_sr_hdr, first_segment), 4);
                check("sockaddr_nl", sizeof(struct sockaddr_nl), 12);
                check("nl_pid", offsetof(struct sockaddr_nl, nl_pid), 4);
                check("nfgenmsg", sizeof(struct nfgenmsg), 4);
                return bad;
                }
                """);
        Path source = Files.writeString(dir.resolve("check.c"), c);
        Path program = dir.resolve("check");
        assertThat(run("gcc", source.toString(), "-o", program.toString())).isEmpty();
        assertThat(run(program.toString())).isEmpty();
    }

    /** Those that the installed headers have. */
    private static List<String> known(Path dir) throws Exception {
        Path all = Files.writeString(dir.resolve("all.c"), HEADERS);
        Set<String> words = new HashSet<>(
                Arrays.asList(run("gcc", "-E", "-dD", all.toString()).split("\\W+")));
        return fields().map(Field::getName)
                .filter(name -> words.contains(name) && !name.equals("HEADER_SIZE"))
                .toList();
    }

    private static Stream<Field> fields() {
        return CLASSES.stream().flatMap(k -> Stream.of(k.getFields()));
    }

    private static int value(String name) throws Exception {
        return fields().filter(f -> f.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getInt(null);
    }

    private static String run(String... command) throws Exception {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return out;
    }
}
