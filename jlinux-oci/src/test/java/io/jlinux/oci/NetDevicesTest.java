package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.NetDevice;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciNetDevice;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Devices of the host go into the container's network namespace, and come back when it does not start. */
@NoLeaks
@Timeout(60)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.IP})
class NetDevicesTest {
    @TempDir
    Path dir;

    private BusyboxBundle bundle;

    @BeforeEach
    void makeBundleAndDevice() throws Exception {
        bundle = BusyboxBundle.create(dir);
        Veth.create(VethSpec.of("jl-a", "jl-b")).detach();
        NetDevice device = Links.here().device("jl-a");
        device.addAddress(Cidr.of("10.99.0.1/24"));
        device.addAddress(Cidr.of("fd00:99::1/64"));
        device.up();
        Links.here().device("jl-b").up();
    }

    private static OciConfig moving(OciConfig config, String... names) {
        Map<String, OciNetDevice> devices = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            devices.put(names[i], new OciNetDevice(Optional.of(names[i + 1]).filter(n -> !n.isEmpty())));
        }
        return config.editLinux(l -> l.netDevices(devices));
    }

    @Test
    void itIsThereUnderItsNewNameWithItsAddressesAndUp() throws Exception {
        MacAddress mac = Links.here().get("jl-a").mac().orElseThrow();
        OciConfig config = moving(BusyboxBundle.script("ip addr show eth0"), "jl-a", "eth0");

        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("UP")
                .contains("inet 10.99.0.1/24")
                .contains("inet6 fd00:99::1/64")
                .contains(mac.toString());
        // what is virtual goes with the namespace
        assertThat(Links.here().find("jl-a")).isEmpty();
    }

    @Test
    void withoutANameItKeepsItsOwn() throws Exception {
        OciConfig config = moving(BusyboxBundle.script("ls /sys/class/net | grep -v bonding_masters"), "jl-a", "");

        assertThat(bundle.run(config).lines()).containsExactlyInAnyOrder("jl-a", "lo");
    }

    @Test
    void aTemplateOfANameIsNumbered() throws Exception {
        OciConfig config = moving(
                BusyboxBundle.script("ls /sys/class/net | grep -v bonding_masters"), "jl-a", "eth%d", "jl-b", "eth%d");

        assertThat(bundle.run(config).lines()).containsExactlyInAnyOrder("eth0", "eth1", "lo");
    }

    @Test
    void anAddressKeepsItsPeerAndItsBroadcast() throws Exception {
        run("ip addr add 10.99.7.1 peer 10.99.7.2/32 dev jl-a");
        run("ip addr add 10.99.8.1/24 brd 10.99.8.255 dev jl-a");
        run("ip addr add 10.99.9.1/24 dev jl-a noprefixroute");
        run("ip addr add 10.99.10.1/24 dev jl-a scope link");
        run("ip addr add 10.99.11.1/24 dev jl-a valid_lft 1000 preferred_lft 1000");
        OciConfig config = moving(BusyboxBundle.script("ip addr show eth0; ip route"), "jl-a", "eth0");

        String out = bundle.run(config).out();

        assertThat(out)
                .contains("inet 10.99.7.1 peer 10.99.7.2/32", "inet 10.99.8.1/24 brd 10.99.8.255", "inet 10.99.9.1/24")
                .contains("10.99.8.0/24 dev eth0")
                .doesNotContain("10.99.9.0/24");
        assertThat(out)
                .as("what is not global, or does not stay")
                .doesNotContain("10.99.10.1")
                .doesNotContain("10.99.11.1");
    }

    private static void run(String command) throws Exception {
        try (LinuxProcess p = Spawn.command(command.split(" ")).start()) {
            assertThat(p.waitFor()).as(command).isZero();
        }
    }

    @Test
    void oneThatIsNotThereIsRefusedBeforeAnythingIsMade() {
        assertThatThrownBy(() -> bundle.run(moving(BusyboxBundle.script("true"), "jl-none", "")))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith("/linux/netDevices/jl-none: is no device");
    }

    private void assertBack() throws Exception {
        Link link = Links.here().get("jl-a");
        assertThat(link.isUp()).isTrue();
        assertThat(Links.here().device("jl-a").addresses())
                .extracting(a -> a.cidr().toString())
                .contains("10.99.0.1/24", "fd00:99::1/64");
    }

    @Test
    void allComeBackWhenTheProgramCannotBeStarted() throws Exception {
        OciConfig config = moving(BusyboxBundle.script("true").withArgs("/no/such"), "jl-a", "eth0", "jl-b", "eth1");

        assertThatThrownBy(() -> bundle.run(config)).hasMessageStartingWith("execute /no/such");

        assertBack();
        assertThat(Links.here().find("jl-b")).isPresent();
    }

    @Test
    void theFirstComesBackWhenTheSecondCannotBeMoved() throws Exception {
        OciConfig config = moving(BusyboxBundle.script("true"), "jl-a", "eth0", "jl-b", "eth0");

        assertThatThrownBy(() -> bundle.run(config)).hasMessageContaining("EEXIST");

        assertBack();
        assertThat(Links.here().find("jl-b")).isPresent();
    }

    @Test
    void itComesBackWhenAHookFails() throws Exception {
        OciHook failing = new OciHook("/bin/false", List.of(), List.of(), Optional.empty());
        OciConfig config = moving(BusyboxBundle.script("true"), "jl-a", "eth0").toBuilder()
                .hooks(new OciHooks(List.of(), List.of(failing), List.of(), List.of(), List.of(), List.of()))
                .build();
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));

        assertThatThrownBy(() -> runtime.create(
                        BusyboxBundle.id(), OciBundle.of(dir, config), ContainerOptions.of(ContainerIo.none())))
                .hasMessageContaining("/bin/false");

        assertBack();
        assertThat(runtime.ids()).isEmpty();
    }
}
