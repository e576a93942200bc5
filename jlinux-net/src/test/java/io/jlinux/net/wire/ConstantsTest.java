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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                check("rtmsg", sizeof(struct rtmsg), 12);
                check("rtm_type", offsetof(struct rtmsg, rtm_type), 7);
                check("ndmsg", sizeof(struct ndmsg), 12);
                check("ndm_flags", offsetof(struct ndmsg, ndm_flags), 10);
                check("fib_rule_hdr", sizeof(struct fib_rule_hdr), 12);
                check("action", offsetof(struct fib_rule_hdr, action), 7);
                check("nhmsg", sizeof(struct nhmsg), 8);
                check("rtnexthop", sizeof(struct rtnexthop), 8);
                check("rtnh_ifindex", offsetof(struct rtnexthop, rtnh_ifindex), 4);
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
