package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.IpRange;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Networks without a bridge. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class OtherNetworksTest {
    @TempDir
    Path directory;

    @Test
    void macvlanContainersAreInTheNetworkOfTheirParent() throws Exception {
        try (Box router = Box.create();
                Veth veth = Veth.create(VethSpec.of("parent", "wan")
                        .peerNamespace(router.handle())
                        .peerAddress(Cidr.of("10.7.0.1/24"))
                        .up());
                Box a = Box.create();
                Box b = Box.create();
                NamespaceHandle here = Namespace.NET.current()) {
            Look before = Look.at(here);
            AddressPool pool = AddressPool.of(Cidr.of("10.7.0.0/24")).exclude(IpRange.between("10.7.0.2", "10.7.0.99"));
            MacvlanNetworkSpec spec = MacvlanNetworkSpec.of(veth.name(), Cidr.of("10.7.0.0/24"))
                    .pool(pool)
                    .directory(directory);
            try (ContainerNetwork network = ContainerNetwork.macvlan(spec)) {
                Attachment first = network.attach(a.handle(), AttachOptions.of("a"));
                Attachment second = network.attach(b.handle(), AttachOptions.of("b"));
                assertThat(first.addresses()).containsExactly(Cidr.of("10.7.0.100/24"));
                a.reaches(Cidr.address("10.7.0.1"));
                a.reaches(second.address());
                second.close();
                assertThat(Links.in(b.handle()).list()).extracting(Link::name).containsExactly("lo");
                assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                network.attach(b.handle(), AttachOptions.of("b").forward(ForwardedPort.tcp(80, 80))));
            }
            assertThat(Links.in(a.handle()).list()).extracting(Link::name).containsExactly("lo");
            before.isBackIn(here);
            assertThat(Look.at(directory).lines()).containsExactly(directory.toString());
        }
    }

    @Test
    void aParentThatIsMissingIsToldAtOnce() {
        MacvlanNetworkSpec spec =
                MacvlanNetworkSpec.of("nolink", Cidr.of("10.7.0.0/24")).directory(directory);
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> ContainerNetwork.macvlan(spec))
                .matches(e -> e.errno() == Errno.ENODEV)
                .withMessageContaining("nolink");
    }

    @Test
    void withoutNetworkThereIsALoopback() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network = ContainerNetwork.none()) {
            Attachment attachment = network.attach(box.handle(), AttachOptions.of("alone"));
            box.reaches(Cidr.address("127.0.0.1"));
            assertThat(attachment.addresses()).isEmpty();
            assertThat(attachment.files().resolvConf()).isEmpty();
            assertThat(attachment.files().hosts()).contains("127.0.1.1\talone\n");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.attach(
                            box.handle(), AttachOptions.of("alone").forward(ForwardedPort.tcp(80, 80))));
        }
    }

    @Test
    void theNetworkOfTheHostHasNothingToAttach() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network = ContainerNetwork.host()) {
            assertThat(network.hasNamespaces()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> network.attach(box.handle()));
            assertThat(network.files(AttachOptions.of("x")).hostname()).isEqualTo("x\n");
        }
    }
}
