package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM is killed while it has a container on a network: a forced delete in another one takes the network's side back, too. */
@Tag("heavy")
@NoLeaks
@Timeout(400)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.NFTABLES})
class KilledNetworkedContainerTest {
    /** Steps of create, start and delete, one of them the attachment. */
    private static final int STEPS = 22;

    private static final int STRIDE = Boolean.getBoolean("jlinux.vm") ? 8 : 2;

    @TempDir
    Path dir;

    private Path bundle;
    private Path temporary;
    private Path leases;
    private OciRuntime runtime;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        bundle = BusyboxBundle.create(dir.resolve("bundle")).directory();
        Files.createDirectory(bundle.resolve("fuses"));
        temporary = Files.createDirectory(dir.resolve("tmp"));
        leases = dir.resolve("networks");
        runtime = OciRuntime.at(dir.resolve("state"));
        Files.write(
                bundle.resolve("config.json"),
                ConfigWriter.write(BusyboxBundle.script("true").withArgs("/bin/sleep", "1000")));
    }

    /** Runs one that is killed there. */
    private void killed(int step) throws Exception {
        Process jvm = OtherJvm.start(
                CrashMain.class,
                List.of("-XX:+UseSerialGC", "-Djava.io.tmpdir=" + temporary),
                runtime.root().toString(),
                id,
                bundle.toString(),
                "step " + step,
                leases.toString());
        try (BufferedReader out = jvm.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            jvm.getOutputStream().write('\n');
            jvm.getOutputStream().flush();
            assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
            String said = out.readLine();
            assertThat(said).as("step " + step).isNull();
            assertThat(jvm.exitValue()).isEqualTo(137);
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    private record Host(List<String> links, List<String> tables, boolean forwards) {
        static Host now() throws IOException {
            try (Nftables nft = Nftables.current()) {
                return new Host(
                        Links.here().list().stream().map(Link::name).sorted().toList(),
                        nft.tables().stream()
                                .map(t -> t.name().toString())
                                .sorted()
                                .toList(),
                        Sysctl.here().get(Ipv4Sysctls.FORWARD));
            }
        }
    }

    @Test
    void aForcedDeleteTakesItsNetworkBack() throws Exception {
        Host before = Host.now();
        int attached = 0;
        for (int step = 1; step < STEPS; step += STRIDE) {
            String when = "step " + step;
            killed(step);
            assertThat(Host.now()).as(when).isNotEqualTo(before);
            boolean noted = Files.exists(runtime.root().resolve(id).resolve("network"));
            if (Host.now().tables().contains("inet jlinux-nat-jlinux-br1")) attached++;

            runtime.deleteByForce(id);

            assertThat(runtime.ids()).as(when).isEmpty();
            assertThat(temporary).as(when).isEmptyDirectory();
            // before its container was to be attached it had the network alone
            if (!noted) ContainerNetwork.collect(leases);
            assertThat(Host.now()).as(when).isEqualTo(before);
            assertThat(leases).as(when).isEmptyDirectory();
        }
        assertThat(attached).isPositive();
    }

    @Test
    void othersNetworksStay() throws Exception {
        try (ContainerNetwork network =
                        ContainerNetwork.bridge(BridgeNetworkSpec.of("jlinux-br2", Cidr.of("10.213.9.0/24"))
                                .directory(leases));
                OciContainer other = OciBundle.ofRootfs(bundle.resolve("rootfs"))
                        .network(network)
                        .command("sleep", "1000")
                        .start(ContainerIo.none())) {
            Host before = Host.now();
            killed(STEPS - 6);
            assertThat(Host.now()).isNotEqualTo(before);

            runtime.deleteByForce(id);

            assertThat(Host.now()).isEqualTo(before);
            assertThat(network.attachments()).hasSize(1);
            assertThat(other.process().isAlive()).isTrue();
        }
        for (int i = 0; i < 300 && Host.now().links().size() > 1; i++) Thread.sleep(10);
    }
}
