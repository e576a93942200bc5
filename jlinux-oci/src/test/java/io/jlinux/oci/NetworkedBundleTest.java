package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.container.AttachOptions;
import io.jlinux.net.container.BridgeNetworkSpec;
import io.jlinux.net.container.ContainerNetwork;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are attached to a network while they start. */
@NoLeaks
@Timeout(120)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class NetworkedBundleTest {
    @TempDir
    Path dir;

    private OciBundle bundle;

    @BeforeEach
    void makeRoot() throws Exception {
        bundle = OciBundle.ofRootfs(BusyboxBundle.create(dir.resolve("bundle")).root());
    }

    private ContainerNetwork network() throws Exception {
        return ContainerNetwork.bridge(
                BridgeNetworkSpec.of("jlinux-br0", Cidr.of("10.213.7.0/24")).directory(dir.resolve("leases")));
    }

    @Test
    void itHasItsAddressAndItsNamesBeforeItsProgramBegins() throws Exception {
        try (ContainerNetwork network = network()) {
            String script = "ip -4 addr show eth0 | grep -o '10.213.7.[0-9]*/24'; cat /etc/hosts /etc/hostname";
            ContainerResult r = bundle.hostname("box")
                    .network(network)
                    .command("sh", "-c", script)
                    .capture();
            assertThat(r.isSuccess()).as(r.toString()).isTrue();
            String address = r.out().lines().findFirst().orElseThrow().replace("/24", "");
            assertThat(r.out()).contains(address + "\tbox\n").endsWith("box\n");
            // the container is gone, and its attachment with it
            assertThat(network.attachments()).isEmpty();
        }
    }

    /**
     * The server answers whatever it is sent. With {@code echo hello | nc -l} it does not: the client, which has nothing to say, closes
     * its side at once, and an nc that reads of that before it can read of its pipe ends without a word.
     */
    @Test
    void twoOfThemReachEachOther() throws Exception {
        try (ContainerNetwork network = network();
                OciContainer server = bundle.network(network)
                        .command("nc", "-l", "-p", "7777", "-e", "sh", "-c", "echo hello")
                        .start(ContainerIo.none())) {
            InetAddress at = server.attachment().orElseThrow().address();
            String ask = "for i in 1 2 3 4 5 6 7 8 9; do nc " + at.getHostAddress()
                    + " 7777 && exit 0; sleep 1; done; exit 1";
            ContainerResult r = bundle.network(network).command("sh", "-c", ask).capture();
            assertThat(r.out()).as(r.toString()).isEqualTo("hello\n");
        }
    }

    @Test
    void anAddressOfItsOwnChoiceAndALifeOfItsOwn() throws Exception {
        try (ContainerNetwork network = network()) {
            AttachOptions options = AttachOptions.of("web").address(InetAddress.getByName("10.213.7.77"));
            OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
            OciBundle b = bundle.network(network, options)
                    .command("sh", "-c", "ip -4 addr show eth0 | grep -q 10.213.7.77/24");
            try (OciContainer c = runtime.create(BusyboxBundle.id(), b, ContainerOptions.of(ContainerIo.none()))) {
                assertThat(c.attachment().orElseThrow().address()).isEqualTo(InetAddress.getByName("10.213.7.77"));
                c.start();
                assertThat(c.waitFor().shellCode()).isZero();
            }
            assertThat(network.attachments()).isEmpty();
        }
    }

    @Test
    void whatCannotBeAttachedLeavesNothing() throws Exception {
        try (ContainerNetwork network = network();
                OciContainer first = bundle.network(network, at("10.213.7.9"))
                        .command("sleep", "1000")
                        .start(ContainerIo.none())) {
            assertThat(first.process().isAlive()).isTrue();
            assertThatThrownBy(() -> bundle.network(network, at("10.213.7.9"))
                            .command("true")
                            .run())
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("10.213.7.9");
            OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
            OciBundle b = bundle.network(network, at("10.213.7.9")).command("true");
            assertThatThrownBy(() -> runtime.create(BusyboxBundle.id(), b, ContainerOptions.of(ContainerIo.none())))
                    .isInstanceOf(LinuxException.class);
            assertThat(runtime.ids()).isEmpty();
            assertThat(network.attachments()).hasSize(1);
        }
    }

    /** The steps of this JVM while a container starts that is attached, each of which fails once. */
    @Test
    void aStepThatFailsTakesTheAttachmentBack() throws Exception {
        String id = BusyboxBundle.id();
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        ContainerOptions options = ContainerOptions.of(ContainerIo.none()).pidFile(dir.resolve("pid"));
        try (ContainerNetwork network = network()) {
            OciBundle b = bundle.network(network).command("sleep", "1000");
            List<String> before = links();
            List<String> failed = new ArrayList<>();
            while (failed.size() < 40) {
                try (OciContainer whole = runtime.breakStep(failed.size()).create(id, b, options)) {
                    assertThat(network.attachments()).hasSize(1);
                    break;
                } catch (LinuxException e) {
                    assertThat(e.errno()).as(e.getMessage()).isEqualTo(Errno.EIO);
                    assertThat(e.target()).isEqualTo(id);
                    failed.add(e.operation());
                    assertThat(network.attachments()).as(e.getMessage()).isEmpty();
                    awaitLinks(before, e.getMessage());
                    assertThat(runtime.ids()).as(e.getMessage()).isEmpty();
                }
            }
            assertThat(failed)
                    .contains("attach to its network", "write the pid of", "write the state of")
                    .hasSizeBetween(10, 20);
            assertThat(network.attachments()).isEmpty();
        }
    }

    @Test
    void anAttachmentThatCannotBeTakenBackKeepsNothingElse() throws Exception {
        String id = BusyboxBundle.id();
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        Path leases = dir.resolve("leases");
        OciHook spoil = new OciHook(
                "/bin/sh",
                List.of("sh", "-c", "mv " + leases + " " + leases + ".away && touch " + leases),
                List.of(),
                Optional.empty());
        OciConfig config = bundle.config().toBuilder()
                .hooks(new OciHooks(List.of(), List.of(spoil), List.of(), List.of(), List.of(), List.of()))
                .build()
                .withArgs("sleep", "1000");
        ContainerOptions options = ContainerOptions.of(ContainerIo.none())
                .pidFile(dir.resolve("missing").resolve("pid"));
        try (ContainerNetwork network = network()) {
            OciBundle b = OciBundle.of(dir.resolve("bundle"), config).network(network);
            try {
                assertThatThrownBy(() -> runtime.create(id, b, options))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("missing")
                        .satisfies(e -> assertThat(e.getSuppressed()).isNotEmpty());
                assertThat(CgroupHost.current().home().directories())
                        .noneMatch(directory -> Files.exists(directory.resolve(id)));
            } finally {
                Files.delete(leases);
                Files.move(dir.resolve("leases.away"), leases);
                runtime.deleteByForce(id);
            }
            assertThat(runtime.ids()).isEmpty();
        }
    }

    /** A link that was detached is deleted in the background. */
    private static void awaitLinks(List<String> expected, String when) throws Exception {
        for (int i = 0; i < 500 && !links().equals(expected); i++) Thread.sleep(20);
        assertThat(links()).as(when).isEqualTo(expected);
    }

    private static List<String> links() throws Exception {
        return Links.here().list().stream().map(Link::name).sorted().toList();
    }

    private static AttachOptions at(String address) throws Exception {
        return AttachOptions.of("web").address(InetAddress.getByName(address));
    }

    @Test
    void theOtherKinds() throws Exception {
        String links = "ls /sys/class/net | grep -v bonding_masters | tr '\\n' ' '";
        try (ContainerNetwork none = ContainerNetwork.none();
                ContainerNetwork host = ContainerNetwork.host()) {
            assertThat(bundle.network(none).command("sh", "-c", links).capture().out())
                    .isEqualTo("lo ");
            assertThat(bundle.network(host)
                            .command("sh", "-c", "readlink /proc/self/ns/net")
                            .capture()
                            .out()
                            .strip())
                    .isEqualTo(java.nio.file.Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))
                            .toString());
        }
    }

    @Test
    void thePlanTellsOfIt() throws Exception {
        try (ContainerNetwork network = network()) {
            assertThat(bundle.network(network).command("true").explain())
                    .filteredOn(l -> l.contains("parent: attach it to the network jlinux-br0"))
                    .hasSize(1);
        }
    }
}
