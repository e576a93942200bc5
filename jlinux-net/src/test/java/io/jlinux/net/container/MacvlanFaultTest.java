package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.MacAddress;
import io.jlinux.net.Veth;
import io.jlinux.net.VethSpec;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network above a link of the host: each step fails once; what is detached goes on without it. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class MacvlanFaultTest {
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:77");
    private static final AttachOptions OPTIONS = AttachOptions.of("web").mac(MAC);

    @TempDir
    Path directory;

    private Veth parent;

    @BeforeEach
    void aLink() throws Exception {
        parent = Veth.create(VethSpec.of("parent", "wan").up());
    }

    @AfterEach
    void noLink() throws Exception {
        parent.close();
    }

    private MacvlanNetworkSpec spec() {
        return MacvlanNetworkSpec.of("parent", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .mtu(1400)
                .directory(directory);
    }

    private StepFaults faults() {
        return new StepFaults(watch -> MacvlanNetwork.open(spec(), watch), OPTIONS);
    }

    @Test
    void aFailingStepLeavesNothing() throws Exception {
        assertThat(faults().failEach(directory))
                .contains("look up the parent", "write down the user", "make the link", "set up the loopback")
                .hasSizeGreaterThan(7);
    }

    @Test
    void anAttachmentThatFailsLeavesTheOthers() throws Exception {
        faults().failOfTheSecond(
                        1,
                        first -> assertThat(Links.in(first.handle()).find("eth0"))
                                .isPresent());
    }

    @Test
    void itsLinkHasTheMtuAndTheAddressThatWereAskedFor() throws Exception {
        try (Box box = Box.create();
                ContainerNetwork network = ContainerNetwork.macvlan(spec())) {
            Attachment attachment = network.attach(box.handle(), OPTIONS);
            Link link = Links.in(box.handle()).get("eth0");
            assertThat(link.mtu()).isEqualTo(1400);
            assertThat(link.mac()).contains(MAC);
            assertThat(attachment.info().mac()).contains(MAC);
            assertThat(attachment.addresses()).hasSize(2);
        }
    }

    /** Given away, the link is the container's: the network does not take it when it closes. */
    @Test
    void whatIsDetachedStays() throws Exception {
        try (Box box = Box.create();
                NamespaceHandle here = Namespace.NET.current()) {
            Look host = Look.at(here);
            Cidr address;
            try (ContainerNetwork network = ContainerNetwork.macvlan(spec())) {
                Attachment attachment = network.attach(box.handle(), OPTIONS);
                address = attachment.addresses().get(0);
                attachment.detach();
                assertThat(attachment.isAttached()).isFalse();
                assertThat(network.attachments()).isEmpty();
                attachment.close();
                assertThat(Links.in(box.handle()).find("eth0")).isPresent();
                try (Box other = Box.create()) {
                    Attachment next = network.attach(other.handle(), AttachOptions.of("next"));
                    assertThat(next.addresses()).doesNotContain(address);
                }
            }
            Links links = Links.in(box.handle());
            assertThat(links.find("eth0")).isPresent();
            assertThat(links.device("eth0").addresses())
                    .extracting(a -> a.cidr())
                    .contains(address);
            links.device("eth0").delete();
            host.isBackIn(here);
        }
    }
}
