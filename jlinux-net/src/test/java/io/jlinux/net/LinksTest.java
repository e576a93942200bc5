package io.jlinux.net;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.IP;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.sysctl.Ipv6Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.net.tool.IpTool;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
class LinksTest {
    @Test
    void theLoopbackOfANewNamespaceIsDownUntilItIsSetUp() throws Exception {
        Link before = Links.here().get("lo");
        assertThat(before.isLoopback()).isTrue();
        assertThat(before.isUp()).isFalse();
        Links.loopback().up();
        assertThat(Links.loopback().link().isUp()).isTrue();
        assertThat(Links.loopback().addresses())
                .extracting(LinkAddress::cidr)
                .contains(Cidr.of("127.0.0.1/8"), Cidr.of("::1/128"));
        assertThat(Ping.echo(Cidr.address("127.0.0.1"), Duration.ofSeconds(10))).isPresent();
        Links.loopback().down();
        assertThat(Links.loopback().link().isUp()).isFalse();
    }

    @Test
    void aScopeHasALoopbackOfItsOwn() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.NET)) {
            Links.loopback().up();
            assertThat(scope).isNotNull();
        }
        assertThat(Links.loopback().link().isUp()).isFalse();
    }

    @Test
    void aLinkIsFoundByNameByIndexAndByAlternativeName() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            Links links = Links.here();
            assertThat(links.find("a"))
                    .hasValueSatisfying(l -> assertThat(l.index()).isEqualTo(veth.index()));
            assertThat(links.find(veth.index())).isEqualTo(links.find("a"));
            assertThat(links.find("nothing")).isEmpty();
            assertThat(links.find("an-alternative-name-of-nobody")).isEmpty();
            assertThat(links.find(4711)).isEmpty();
            assertThat(links.list()).extracting(Link::name).containsExactlyInAnyOrder("lo", "a", "b");
            NetDevice a = veth.device();
            String longest = "an-alternative-name-" + "x".repeat(107);
            a.addAlternativeName("short");
            a.addAlternativeName(longest);
            for (String name : List.of("short", longest)) {
                assertThat(links.find(name)).isEqualTo(links.find("a"));
                assertThat(links.device(name).index()).isEqualTo(veth.index());
            }
            assertThat(links.get("a").alternativeNames()).containsExactlyInAnyOrder("short", longest);
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Links.here().device("b").addAlternativeName("short"))
                    .matches(e -> e.errno() == Errno.EEXIST);
            a.removeAlternativeName("short");
            assertThat(links.find("short")).isEmpty();
            assertThat(links.find(longest)).isPresent();
            String umlauts = "ä".repeat(10); // 20 bytes: too many for a name of its own
            a.addAlternativeName(umlauts);
            assertThat(links.get(umlauts).name()).isEqualTo("a");
            a.removeAlternativeName(umlauts);
            a.removeAlternativeName(longest);
            assertThat(links.get("a").alternativeNames()).isEmpty();
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> a.removeAlternativeName("short"))
                    .matches(e -> e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT);
        }
    }

    @Test
    @Requires(IP)
    void ipSeesTheAlternativeNames() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            List<String> names = List.of("second", "a-name-of-more-than-15-bytes");
            for (String name : names) veth.device().addAlternativeName(name);
            assertThat(altnames("link show dev a-name-of-more-than-15-bytes"))
                    .containsExactlyInAnyOrderElementsOf(names);
            IpTool.ip("link property add dev a altname one-of-ip");
            assertThat(Links.here().get("one-of-ip").alternativeNames())
                    .containsExactlyInAnyOrderElementsOf(altnames("link show dev a"));
            for (String name : names) veth.device().removeAlternativeName(name);
            assertThat(altnames("link show dev a")).containsExactly("one-of-ip");
        }
    }

    private static List<String> altnames(String words) throws Exception {
        return IpTool.ipJson(words)
                .get(0)
                .get("altnames")
                .valueStream()
                .map(n -> n.asString())
                .toList();
    }

    @Test
    void aGroupIsDeletedAndNobodyElse() throws Exception {
        for (String name : List.of("m1", "m2", "m3", "o1", "o2")) {
            Veth.create(name, name + "p").detach();
        }
        Links links = Links.here();
        for (String name : List.of("m1", "m2", "m3")) {
            links.device(name).change(LinkChange.NONE.group(9));
        }
        links.device("o1").change(LinkChange.NONE.group(8));
        links.deleteGroup(9);
        assertThat(links.list())
                .extracting(Link::name)
                .containsExactlyInAnyOrder("lo", "o1", "o1p", "o2", "o2p"); // of a veth both ends go
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> links.deleteGroup(9))
                .matches(e -> e.errno() == Errno.ENODEV);
        assertThatIllegalArgumentException().isThrownBy(() -> links.deleteGroup(0));
    }

    @Test
    void aGroupWithALinkThatCannotBeDeletedStaysWhole() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            veth.device().change(LinkChange.NONE.group(9));
            Links.loopback().change(LinkChange.NONE.group(9));
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Links.here().deleteGroup(9))
                    .matches(e -> e.errno() == Errno.EOPNOTSUPP);
            assertThat(Links.here().find("a")).isPresent();
            Links.loopback().change(LinkChange.NONE.group(0));
            Links.here().deleteGroup(9);
            assertThat(Links.here().find("b")).isEmpty();
        }
    }

    @Test
    void aMissingLinkIsTold() {
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Links.here().get("nothing"))
                .matches(e -> e.errno() == Errno.ENODEV)
                .withMessage(
                        "look up link nothing: ENODEV (No such device). Hint: there is no such link in this network"
                                + " namespace");
        assertThatIllegalArgumentException().isThrownBy(() -> Links.here().find("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> Links.here().find(0));
    }

    @Test
    void moveRenameAndUpAreOneMessage() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create("a", "b")) {
            NetDevice b = Links.here().device("b");
            b.change(LinkChange.NONE
                    .rename("eth0")
                    .namespace(other.handle())
                    .mtu(1300)
                    .alias("moved")
                    .up());
            assertThat(Links.here().find("b")).isEmpty();
            Link moved = Links.in(other.handle()).get("eth0");
            assertThat(moved.isUp()).isTrue();
            assertThat(moved.mtu()).isEqualTo(1300);
            assertThat(moved.alias()).contains("moved");
            assertThat(veth.device().link().linkedIndex()).hasValue(moved.index());
        }
    }

    @Test
    @Requires(IP)
    void theLinkLocalAddressIsMadeAsItIsSaid() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            veth.device().change(LinkChange.NONE.addressGeneration(AddressGeneration.NONE));
            assertThat(Sysctl.here().get(Ipv6Sysctls.ADDRESS_GENERATION, "a")).isEqualTo(1);
            NetDevice b = Links.here().device("b");
            b.up();
            veth.device().up();
            assertThat(b.awaitRunning(Duration.ofSeconds(10))).isTrue();
            assertThat(veth.device().addresses()).isEmpty();
            assertThat(b.addresses())
                    .singleElement()
                    .satisfies(l ->
                            assertThat(l.cidr().address().isLinkLocalAddress()).isTrue());
            for (AddressGeneration how : AddressGeneration.values()) {
                if (how == AddressGeneration.STABLE_PRIVACY) continue; // wants a secret
                veth.device().change(LinkChange.NONE.addressGeneration(how));
                assertThat(IpTool.ipJson("-d link show dev a")
                                .get(0)
                                .get("inet6_addr_gen_mode")
                                .asString())
                        .isEqualTo(how.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void theKernelsOwnTextIsInTheException() throws Exception {
        try (Veth veth = Veth.create("a", "b")) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> veth.device().change(LinkChange.NONE.mtu(70_000)))
                    .matches(e -> e.errno() == Errno.EINVAL)
                    .satisfies(e -> assertThat(e.detail()).isEqualTo("mtu greater than device maximum"))
                    .withMessageContaining("EINVAL (Invalid argument): mtu greater than device maximum");
        }
    }

    @Test
    void aNetworkStaysWhereItWasOpened() throws Exception {
        try (Neighbour other = Neighbour.create();
                Network far = Network.in(other.handle());
                Network near = Network.current();
                Veth veth = Veth.create(VethSpec.of("a", "b").peerNamespace(other.handle()))) {
            assertThat(near.links().find("a")).isPresent();
            assertThat(far.links().find("b")).isPresent();
            assertThat(other.call(() -> near.links().find("a"))).isPresent();
            assertThat(far.links().find("a")).isEmpty();
            assertThat(near.links().get(veth.index()).name()).isEqualTo("a");
        }
    }

    @Test
    void runningIsAwaited() throws Exception {
        try (Neighbour other = Neighbour.create();
                Veth veth = Veth.create(VethSpec.of("a", "b").peerNamespace(other.handle()))) {
            veth.device().up();
            assertThat(veth.device().awaitRunning(Duration.ofMillis(50))).isFalse();
            Thread later = new Thread(() -> {
                try {
                    Thread.sleep(100);
                    Links.in(other.handle()).device("b").up();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            later.start();
            assertThat(veth.device().awaitRunning(Duration.ofSeconds(20))).isTrue();
            later.join();
        }
    }

    @Test
    void aHandleOfAnotherKindIsRefused() throws Exception {
        try (NamespaceHandle uts = Namespace.UTS.current()) {
            assertThatIllegalArgumentException().isThrownBy(() -> Links.in(uts)).withMessageContaining("uts:[");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> VethSpec.of("a", "b").peerNamespace(uts));
        }
    }

    @Test
    void moreLinksThanOneDatagramHoldsAreListed() throws Exception {
        try (Neighbour other = Neighbour.create()) {
            for (int i = 0; i < 40; i++) {
                Veth.create(VethSpec.of("veth" + i, "v" + i).peerNamespace(other.handle()))
                        .detach();
            }
            List<Link> links = Links.here().list();
            assertThat(links).hasSize(41).extracting(Link::index).doesNotHaveDuplicates();
        }
    }

    @Test
    void severalThreadsShareANetwork() throws Exception {
        Set<Throwable> failures = ConcurrentHashMap.newKeySet();
        try (Network network = Network.current();
                Veth veth = Veth.create("a", "b")) {
            Thread[] threads = new Thread[4];
            for (int t = 0; t < threads.length; t++) {
                threads[t] = new Thread(() -> {
                    try {
                        for (int i = 0; i < 50; i++) {
                            assertThat(network.links().get(veth.index()).name()).isEqualTo("a");
                            assertThat(network.links().list()).hasSize(3);
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
                threads[t].start();
            }
            for (Thread thread : threads) thread.join();
        }
        assertThat(failures).isEmpty();
    }
}
