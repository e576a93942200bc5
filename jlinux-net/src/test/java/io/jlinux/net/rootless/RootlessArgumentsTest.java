package io.jlinux.net.rootless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.PidFd;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the options become. */
class RootlessArgumentsTest {
    private static final Path FILE = Path.of("/tmp/x/file");

    private static List<String> slirp(Slirp4netns spec, boolean byPid, boolean root) throws Exception {
        long pid = ProcessHandle.current().pid();
        try (PidFd self = PidFd.open(pid);
                NamespaceHandle net = Namespace.NET.current();
                NamespaceHandle user = Namespace.USER.current()) {
            Target target = new Target(byPid ? Optional.of(self) : Optional.empty(), net, user);
            return SlirpStart.arguments(spec, target, FILE, root).stream()
                    .map(a -> a.equals(Long.toString(pid)) ? "PID" : a)
                    .toList();
        }
    }

    @Test
    void whatIsNotAskedForIsSafe() throws Exception {
        assertThat(slirp(RootlessNetwork.slirp4netns(), true, false))
                .containsExactly(
                        "slirp4netns",
                        "--configure",
                        "--mtu=65520",
                        "--cidr=10.0.2.0/24",
                        "--disable-host-loopback",
                        "--enable-sandbox",
                        "--enable-seccomp",
                        "--api-socket=/tmp/x/file",
                        "--ready-fd=3",
                        "--exit-fd=4",
                        "PID",
                        "tap0");
        assertThat(PastaStart.arguments(RootlessNetwork.pasta(), true, FILE, false))
                .containsExactly(
                        "pasta",
                        "--foreground",
                        "--quiet",
                        "--config-net",
                        "--no-netns-quit",
                        "--pid",
                        "/tmp/x/file",
                        "--no-map-gw",
                        "--tcp-ports",
                        "none",
                        "--udp-ports",
                        "none",
                        "--tcp-ns",
                        "none",
                        "--udp-ns",
                        "none",
                        "--userns",
                        "/proc/self/fd/1",
                        "--netns",
                        "/proc/self/fd/0");
    }

    @Test
    void everyOptionOfSlirp4netns() throws Exception {
        Slirp4netns spec = RootlessNetwork.slirp4netns()
                .program("/opt/slirp")
                .link("eth0")
                .cidr(Cidr.of("10.9.3.7/25"))
                .mtu(1500)
                .ipv6(true)
                .allowHostLoopback()
                .dns(false)
                .seccomp(false)
                .mac(MacAddress.of("02:00:00:00:00:01"))
                .outbound(Cidr.address("192.0.2.7"));
        assertThat(slirp(spec, false, false))
                .containsExactly(
                        "/opt/slirp",
                        "--configure",
                        "--mtu=1500",
                        "--cidr=10.9.3.0/25",
                        "--enable-ipv6",
                        "--disable-dns",
                        "--macaddress=02:00:00:00:00:01",
                        "--outbound-addr=192.0.2.7",
                        "--api-socket=/tmp/x/file",
                        "--ready-fd=3",
                        "--exit-fd=4",
                        "--netns-type=path",
                        "--userns-path=/proc/self/fd/6",
                        "/proc/self/fd/5",
                        "eth0");
        assertThat(spec.guestAddress().getHostAddress()).isEqualTo("10.9.3.100");
        assertThat(spec.gateway().getHostAddress()).isEqualTo("10.9.3.2");
        assertThat(slirp(spec, false, true)).contains("--enable-sandbox");
        assertThat(slirp(spec.sandbox(false), true, true)).doesNotContain("--enable-sandbox");
        assertThat(RootlessNetwork.slirp4netns()
                        .cidr(Cidr.of("10.9.3.128/25"))
                        .nameserver()
                        .getHostAddress())
                .isEqualTo("10.9.3.131");
    }

    @Test
    void everyOptionOfPasta() {
        Pasta spec = RootlessNetwork.pasta()
                .link("eth0")
                .hostInterface("wlan0")
                .address(Cidr.of("10.7.0.2/24"))
                .address(Cidr.of("fd00::2/64"))
                .gateway(Cidr.address("10.7.0.1"))
                .mtu(1400)
                .families(Pasta.Families.IPV4)
                .allowHostLoopback()
                .dns(Cidr.address("10.7.0.3"))
                .forward(HostForward.tcp(8080, 80).on("127.0.0.1"))
                .forward(HostForward.tcp(8443, 443))
                .forward(HostForward.udp(5353, 53));
        assertThat(PastaStart.arguments(spec, false, FILE, true))
                .containsExactly(
                        "pasta",
                        "--foreground",
                        "--quiet",
                        "--config-net",
                        "--no-netns-quit",
                        "--pid",
                        "/tmp/x/file",
                        "--runas",
                        "0:0",
                        "--ipv4-only",
                        "--ns-ifname",
                        "eth0",
                        "--interface",
                        "wlan0",
                        "--address",
                        "10.7.0.2",
                        "--netmask",
                        "24",
                        "--address",
                        "fd00:0:0:0:0:0:0:2",
                        "--gateway",
                        "10.7.0.1",
                        "--mtu",
                        "1400",
                        "--dns-forward",
                        "10.7.0.3",
                        "--tcp-ports",
                        "127.0.0.1/8080:80",
                        "--tcp-ports",
                        "8443:443",
                        "--udp-ports",
                        "5353:53",
                        "--tcp-ns",
                        "none",
                        "--udp-ns",
                        "none",
                        "--netns-only",
                        "--netns",
                        "/proc/self/fd/0");
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingStarts() {
        Slirp4netns slirp = RootlessNetwork.slirp4netns();
        assertThatThrownBy(() -> slirp.cidr(Cidr.of("10.0.0.0/26"))).hasMessageContaining("1 to 25 bits");
        assertThatThrownBy(() -> slirp.cidr(Cidr.of("fd00::/64"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> slirp.mtu(70_000)).hasMessageContaining("MTU");
        assertThatThrownBy(() -> slirp.forward(HostForward.tcp(80, 80).on("::1")))
                .hasMessageContaining("IPv4 only");
        assertThatThrownBy(() -> HostForward.tcp(0, 80)).hasMessageContaining("not a port");
        assertThatThrownBy(() ->
                        RootlessNetwork.pasta().address(Cidr.of("10.0.0.1/8")).address(Cidr.of("10.0.0.2/8")))
                .hasMessageContaining("more than one");
    }
}
