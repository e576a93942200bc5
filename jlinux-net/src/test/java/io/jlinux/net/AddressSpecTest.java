package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.tool.IpTool;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Addresses with all that can be said about them: {@code ip} tells ours as its own, and we tell its as ours. */
@Requires({ROOT, IP})
@InNamespace(NET)
@NoLeaks
class AddressSpecTest {
    private static final Cidr V4 = Cidr.of("10.7.0.1/24");
    private static final Cidr V6 = Cidr.of("2001:db8::5/64");
    private static final int TENTATIVE = 0x40;
    private static final long FOREVER = 0xffff_ffffL;

    private Veth veth;

    @BeforeEach
    void aLinkThatIsUp() throws Exception {
        veth = Veth.create(VethSpec.of("a", "b").up());
    }

    @AfterEach
    void delete() throws Exception {
        veth.close();
    }

    /** Gives the link {@code spec}, has {@code ip} read it; the same by {@code ip address add} with {@code words}; compares. */
    private LinkAddress same(AddressSpec spec, String words) throws Exception {
        veth.device().addAddress(spec);
        LinkAddress ours = only(spec.cidr());
        Map<String, String> oursByIp = byIp(spec.cidr());
        assertTold(ours, oursByIp);
        veth.device().removeAddress(spec);
        IpTool.ip("address add " + words + " dev a");
        assertThat(byIp(spec.cidr())).isEqualTo(oursByIp);
        assertThat(stable(only(spec.cidr()))).isEqualTo(stable(ours));
        assertNear(only(spec.cidr()).preferred(), ours.preferred());
        assertNear(only(spec.cidr()).valid(), ours.valid());
        veth.device().removeAddress(spec);
        return ours;
    }

    /** Without what time changes: lifetimes, and whether neighbours are still being asked. */
    private static LinkAddress stable(LinkAddress a) {
        LinkAddress b = a.withoutLifetimes();
        return new LinkAddress(
                b.linkIndex(),
                b.cidr(),
                b.peer(),
                b.broadcast(),
                b.scope(),
                b.flags() & ~TENTATIVE,
                b.label(),
                b.preferred(),
                b.valid(),
                b.routeMetric(),
                b.protocol());
    }

    private LinkAddress only(Cidr cidr) throws Exception {
        return veth.device().addresses().stream()
                .filter(a -> a.cidr().equals(cidr))
                .findFirst()
                .orElseThrow();
    }

    /** Lifetimes are told to the minute: this is not about how long the test takes. */
    private static Map<String, String> byIp(Cidr cidr) throws Exception {
        for (JsonNode a : IpTool.ipJson("address show dev a").get(0).path("addr_info")) {
            if (!Cidr.address(a.path("local").asString()).equals(cidr.address())) continue;
            Map<String, String> fields = new LinkedHashMap<>();
            a.properties().forEach(e -> fields.put(e.getKey(), e.getValue().asString()));
            fields.remove("tentative"); // for a second, of IPv6
            fields.computeIfPresent("valid_life_time", (k, v) -> minutes(v));
            fields.computeIfPresent("preferred_life_time", (k, v) -> minutes(v));
            return fields;
        }
        throw new AssertionError("no " + cidr);
    }

    private static String minutes(String seconds) {
        long s = Long.parseLong(seconds);
        return s == FOREVER ? "forever" : Math.round(s / 60.0) + " min";
    }

    private static void assertTold(LinkAddress ours, Map<String, String> told) {
        assertThat(told).containsEntry("prefixlen", String.valueOf(ours.cidr().prefixLength()));
        assertThat(Optional.ofNullable(told.get("address")))
                .isEqualTo(ours.peer().map(IpLiteral::format));
        assertThat(Optional.ofNullable(told.get("broadcast")))
                .isEqualTo(ours.broadcast().map(IpLiteral::format));
        assertThat(Optional.ofNullable(told.get("label"))).isEqualTo(ours.label());
        assertThat(told).containsEntry("valid_life_time", told(ours.valid()));
        assertThat(told).containsEntry("preferred_life_time", told(ours.preferred()));
        assertThat(told.containsKey("dynamic")).isEqualTo(!ours.isPermanent());
        assertThat(told.containsKey("deprecated")).isEqualTo(ours.isDeprecated());
        assertThat(Optional.ofNullable(told.get("metric")).map(Long::valueOf))
                .isEqualTo(ours.routeMetric().stream().boxed().findFirst());
    }

    private static String told(Optional<Duration> lifetime) {
        return lifetime.map(d -> minutes(String.valueOf(d.toSeconds()))).orElse("forever");
    }

    private static void assertNear(Optional<Duration> a, Optional<Duration> b) {
        assertThat(a.isPresent()).isEqualTo(b.isPresent());
        if (a.isPresent()) assertThat(a.get().toSeconds()).isCloseTo(b.get().toSeconds(), within(20L));
    }

    @Test
    void whatIsNotSaidIsForEver() throws Exception {
        LinkAddress four = same(AddressSpec.of(V4), "10.7.0.1/24");
        assertThat(four.valid()).isEmpty();
        assertThat(four.preferred()).isEmpty();
        assertThat(four.isPermanent()).isTrue();
        assertThat(four.label()).contains("a");
        assertThat(four.routeMetric()).isEmpty();
        assertThat(same(AddressSpec.of(V6), "2001:db8::5/64").valid()).isEmpty();
    }

    @Test
    void labelScopeBroadcastMetricAndNoRoute() throws Exception {
        InetAddress broadcast = Cidr.address("10.7.0.255");
        AddressSpec spec =
                AddressSpec.of(V4).label("a:web").broadcast(broadcast).scope(253);
        LinkAddress a = same(spec, "10.7.0.1/24 broadcast + label a:web scope link");
        assertThat(a.label()).contains("a:web");
        assertThat(a.broadcast()).contains(broadcast);
        assertThat(a.scope()).isEqualTo(253);
        assertThat(same(AddressSpec.of(V4).routeMetric(77), "10.7.0.1/24 metric 77")
                        .routeMetric())
                .hasValue(77);
        same(AddressSpec.of(V4).withoutRoute(), "10.7.0.1/24 noprefixroute");
        veth.device().addAddress(AddressSpec.of(V4).withoutRoute());
        assertThat(Routes.here().list()).noneMatch(r -> !r.destination().isIpv6());
    }

    @Test
    void aPeer() throws Exception {
        Cidr own = Cidr.of("10.7.0.1/32");
        LinkAddress a = same(AddressSpec.of(own).peer(Cidr.address("10.9.0.2")), "10.7.0.1 peer 10.9.0.2");
        assertThat(a.peer()).contains(Cidr.address("10.9.0.2"));
        Cidr six = Cidr.of("2001:db8::5/128");
        same(AddressSpec.of(six).peer(Cidr.address("2001:db8::6")), "2001:db8::5 peer 2001:db8::6");
    }

    @Test
    void flagsOfIpv6() throws Exception {
        LinkAddress a = same(AddressSpec.of(V6).withoutDuplicateCheck(), "2001:db8::5/64 nodad");
        assertThat(a.isTentative()).isFalse();
        same(AddressSpec.of(V6).managingTemporary(), "2001:db8::5/64 mngtmpaddr");
        same(AddressSpec.of(V6).withoutRoute().withoutDuplicateCheck(), "2001:db8::5/64 nodad noprefixroute");
        same(
                AddressSpec.of(Cidr.of("ff15::7/128")).joiningGroup().withoutDuplicateCheck(),
                "ff15::7/128 autojoin nodad");
        same(AddressSpec.of(Cidr.of("239.7.7.7/32")).joiningGroup(), "239.7.7.7/32 autojoin");
    }

    @Test
    void lifetimes() throws Exception {
        for (Cidr cidr : new Cidr[] {V4, V6}) {
            LinkAddress a = same(
                    AddressSpec.of(cidr).preferredFor(Duration.ofMinutes(30)).validFor(Duration.ofHours(1)),
                    cidr + " valid_lft 3600 preferred_lft 1800");
            assertNear(a.valid(), Optional.of(Duration.ofHours(1)));
            assertNear(a.preferred(), Optional.of(Duration.ofMinutes(30)));
            assertThat(a.isPermanent()).isFalse();
            LinkAddress deprecated =
                    same(AddressSpec.of(cidr).preferredFor(Duration.ZERO), cidr + " valid_lft forever preferred_lft 0");
            assertThat(deprecated.isDeprecated()).isTrue();
            assertThat(deprecated.valid()).isEmpty();
            LinkAddress both = same(
                    AddressSpec.of(cidr).validFor(Duration.ofHours(1)), cidr + " valid_lft 3600 preferred_lft 3600");
            assertNear(both.preferred(), both.valid());
        }
    }

    @Test
    void replaceMakesOrChanges() throws Exception {
        NetDevice device = veth.device();
        device.replaceAddress(AddressSpec.of(V4));
        device.replaceAddress(AddressSpec.of(V4).validFor(Duration.ofHours(1)));
        assertNear(only(V4).valid(), Optional.of(Duration.ofHours(1)));
        assertThat(byIp(V4)).containsEntry("valid_life_time", "60 min");
        device.replaceAddress(AddressSpec.of(V4));
        assertThat(only(V4).valid()).isEmpty();
        assertThat(only(V4).isPermanent()).isTrue();
        assertThat(device.addresses()).filteredOn(a -> !a.cidr().isIpv6()).hasSize(1);
        device.replaceAddress(AddressSpec.of(V6).withoutDuplicateCheck());
        device.replaceAddress(AddressSpec.of(V6).withoutDuplicateCheck().preferredFor(Duration.ZERO));
        assertThat(only(V6).isDeprecated()).isTrue();
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> device.addAddress(AddressSpec.of(V4)))
                .matches(e -> e.errno() == Errno.EEXIST);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Addresses.here().replace(4711, AddressSpec.of(V4)))
                .matches(e -> e.errno() == Errno.ENODEV)
                .withMessageContaining("replace address 10.7.0.1/24 of link 4711");
    }

    @Test
    void aCopyHasWhatTheOriginalHas() throws Exception {
        NetDevice device = veth.device();
        device.addAddress(AddressSpec.of(V4)
                .broadcast(Cidr.address("10.7.0.255"))
                .scope(253)
                .withoutRoute()
                .validFor(Duration.ofHours(1)));
        LinkAddress original = only(V4);
        device.removeAddress(V4);
        Addresses.here().add(device.index(), original);
        assertThat(stable(only(V4))).isEqualTo(stable(original));
        assertNear(only(V4).valid(), original.valid());
    }

    @Test
    void whoMadeIt() throws Exception {
        veth.device().addAddress(AddressSpec.of(V4).protocol(99));
        String[] kernel = System.getProperty("os.version").split("[.-]");
        int version = 1000 * Integer.parseInt(kernel[0]) + Integer.parseInt(kernel[1]);
        assertThat(only(V4).protocol()).isEqualTo(version < 5018 ? OptionalInt.empty() : OptionalInt.of(99));
    }

    @Test
    void whatCannotBeIsRefusedAtOnce() {
        AddressSpec four = AddressSpec.of(V4);
        assertThatIllegalArgumentException().isThrownBy(() -> AddressSpec.of(V6).label("a:x"));
        assertThatIllegalArgumentException().isThrownBy(() -> four.label("a:0123456789abcd"));
        assertThatIllegalArgumentException().isThrownBy(() -> four.validFor(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> four.preferredFor(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> four.validFor(Duration.ofSeconds(5)).preferredFor(Duration.ofSeconds(6)));
        assertThatIllegalArgumentException().isThrownBy(() -> four.validFor(Duration.ofSeconds(FOREVER)));
        assertThatIllegalArgumentException().isThrownBy(() -> four.peer(V6.address()));
        assertThatIllegalArgumentException().isThrownBy(() -> AddressSpec.of(V6).broadcast(V6.address()));
    }
}
