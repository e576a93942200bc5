package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.net.tool.IpTool;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@link Routes#get}: each answer is that of {@code ip -j route get} with the same question. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class RouteLookupTest extends OverVeth {
    private static final InetAddress FAR = Cidr.address("192.0.2.7");
    private static final InetAddress FAR6 = Cidr.address("2001:db8::7");

    @BeforeEach
    void twoWaysOut() throws Exception {
        veth.device().addAddress(Cidr.of("10.7.0.3/24"));
        Routes routes = Routes.here();
        routes.add(Route.defaultVia(Cidr.address("10.7.0.2")));
        routes.add(Route.defaultVia(Cidr.address("fd00:7::2")));
    }

    private Route same(RouteQuery query, String words) throws Exception {
        Route ours = Routes.here().get(query);
        JsonNode theirs = IpTool.ipJson("route get " + words).get(0);
        assertThat(words(ours)).as(words).isEqualTo(words(theirs));
        return ours;
    }

    private List<Object> words(Route r) throws Exception {
        String name = r.linkIndex().isEmpty()
                ? ""
                : Links.here().get(r.linkIndex().getAsInt()).name();
        int bits = r.destination().isIpv6() ? 128 : 32;
        String to = r.isDefault()
                ? "default"
                : r.destination().prefixLength() == bits
                        ? IpLiteral.format(r.destination().address())
                        : r.destination().toString();
        String from = r.source().map(s -> IpLiteral.format(s.address())).orElse("");
        return List.of(
                to,
                from,
                r.gateway().map(IpLiteral::format).orElse(""),
                name,
                r.preferredSource().map(IpLiteral::format).orElse(""),
                r.typeOfService(),
                table(r.table()),
                r.type());
    }

    private static String table(int number) {
        return number == 254 ? "main" : number == 255 ? "local" : String.valueOf(number);
    }

    private static List<Object> words(JsonNode n) {
        String from = n.path("from").asString("");
        String gateway = n.path("gateway").asString(n.path("via").path("host").asString(""));
        return List.of(
                n.path("dst").asString(""),
                from.equals("::") ? "" : from,
                gateway,
                n.path("dev").asString(""),
                n.path("prefsrc").asString(""),
                Integer.decode(n.path("tos").asString("0")),
                n.path("table").asString("main"),
                List.of("unspec", "unicast", "local", "broadcast", "anycast", "multicast", "blackhole")
                        .indexOf(n.path("type").asString("unicast")));
    }

    @Test
    void aPacketOfThisHost() throws Exception {
        Route far = same(RouteQuery.to(FAR), "192.0.2.7");
        assertThat(far.gateway()).contains(Cidr.address("10.7.0.2"));
        assertThat(far.linkIndex()).hasValue(veth.index());
        assertThat(far.preferredSource()).contains(Cidr.address("10.7.0.1"));
        assertThat(Routes.here().get(FAR)).isEqualTo(far);
        assertThat(same(RouteQuery.to(FAR6), "2001:db8::7").gateway()).contains(Cidr.address("fd00:7::2"));
        assertThat(same(RouteQuery.to(Cidr.address("10.7.0.9")), "10.7.0.9").gateway())
                .isEmpty();
        assertThat(same(RouteQuery.to(Cidr.address("10.7.0.1")), "10.7.0.1").type())
                .isEqualTo(RouteType.LOCAL.number());
        same(RouteQuery.to(FAR).from(Cidr.address("10.7.0.3")), "192.0.2.7 from 10.7.0.3");
        same(RouteQuery.to(FAR6).from(Cidr.address("fd00:7::1")), "2001:db8::7 from fd00:7::1");
    }

    /** Each thing that can be said about the packet leads into a table of its own. */
    @Test
    void whatRulesLookAt() throws Exception {
        try (Veth second = Veth.create(
                VethSpec.of("c", "d").address(Cidr.of("10.8.0.1/24")).up())) {
            for (int table = 101; table <= 105; table++) {
                Routes.here()
                        .add(Route.defaultVia(Cidr.address("10.7.0." + table)).table(table));
            }
            Rules rules = Rules.here();
            rules.add(Rule.ipv4().with(Rule.MARK, 7L).lookup(101));
            IpTool.ip("rule add uidrange 1000-1000 lookup 102");
            rules.add(Rule.ipv4()
                    .with(Rule.IP_PROTOCOL, 17)
                    .with(Rule.DESTINATION_PORTS, PortRange.of(53))
                    .with(Rule.SOURCE_PORTS, PortRange.of(1234))
                    .lookup(103));
            rules.add(Rule.ipv4().with(Rule.INCOMING, "c").lookup(104));
            IpTool.ip("route add default dsfield 0x10 via 10.7.0.110");
            IpTool.ip("route add default dev c metric 9");
            assertTable(101, RouteQuery.to(FAR).mark(7), "192.0.2.7 mark 7");
            assertTable(102, RouteQuery.to(FAR).user(1000), "192.0.2.7 uid 1000");
            assertTable(103, RouteQuery.to(FAR).transport(17, 1234, 53), "192.0.2.7 ipproto udp sport 1234 dport 53");
            Sysctl.here().set("net.ipv4.ip_forward", "1");
            Sysctl.here().set("net.ipv4.conf.all.rp_filter", "0");
            Sysctl.here().set("net.ipv4.conf.c.rp_filter", "0");
            Route forwarded = assertTable(
                    104,
                    RouteQuery.to(FAR).from(Cidr.address("10.8.0.9")).incoming(second.index()),
                    "192.0.2.7 from 10.8.0.9 iif c");
            assertThat(forwarded.gateway()).contains(Cidr.address("10.7.0.104"));
            assertThat(same(RouteQuery.to(FAR).typeOfService(0x10), "192.0.2.7 tos 0x10")
                            .gateway())
                    .contains(Cidr.address("10.7.0.110"));
            Route bound = same(RouteQuery.to(FAR).outgoing(second.index()), "192.0.2.7 oif c");
            assertThat(bound.linkIndex()).hasValue(second.index());
            assertThat(bound.gateway()).isEmpty();
        }
    }

    private Route assertTable(int table, RouteQuery query, String words) throws Exception {
        Route found = same(query, words);
        assertThat(found.table()).as(words).isEqualTo(table);
        return found;
    }

    @Test
    void theWholeRouteThatCoversIt() throws Exception {
        Routes.here()
                .add(Route.to(Cidr.of("192.0.0.0/16"))
                        .via(Cidr.address("10.7.0.4"))
                        .with(Route.Metric.MTU, 1300));
        Route stored = same(RouteQuery.to(FAR).asStored(), "192.0.2.7 fibmatch");
        assertThat(stored.destination()).isEqualTo(Cidr.of("192.0.0.0/16"));
        assertThat(stored.get(Route.Metric.MTU)).hasValue(1300);
        assertThat(Routes.here().list()).contains(stored);
        Route six = same(RouteQuery.to(FAR6).asStored(), "2001:db8::7 fibmatch");
        assertThat(six.isDefault()).isTrue();
        assertThat(six.metric()).hasValue(1024);
    }

    @Test
    void whatCannotBeReachedIsToldWithTheReason() throws Exception {
        Routes routes = Routes.here();
        routes.delete(Route.defaultVia(Cidr.address("10.7.0.2")));
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> routes.get(FAR))
                .matches(e -> e.errno() == Errno.ENETUNREACH)
                .withMessageContaining("look up route to 192.0.2.7: ENETUNREACH")
                .withMessageContaining("no route leads there, not even a default one");
        routes.add(Route.to(Cidr.of("192.0.2.0/24")).type(RouteType.PROHIBIT));
        refused(RouteQuery.to(FAR), Errno.EACCES, "prohibit");
        routes.replace(Route.to(Cidr.of("192.0.2.0/24")).type(RouteType.UNREACHABLE));
        refused(RouteQuery.to(FAR), Errno.EHOSTUNREACH, "unreachable");
        routes.replace(Route.to(Cidr.of("192.0.2.0/24")).type(RouteType.BLACKHOLE));
        refused(RouteQuery.to(FAR), Errno.EINVAL, "blackhole");
        refused(RouteQuery.to(FAR).outgoing(4711), Errno.ENODEV, "no such link");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouteQuery.to(FAR).from(FAR6))
                .withMessageContaining("two families");
    }

    private static void refused(RouteQuery query, Errno errno, String hint) {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Routes.here().get(query))
                .matches(e -> e.errno() == errno, errno.toString())
                .withMessageContaining(hint);
    }
}
