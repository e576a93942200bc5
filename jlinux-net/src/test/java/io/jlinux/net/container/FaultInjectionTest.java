package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.net.Cidr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every step fails once, and everything looks as it did before. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(300)
class FaultInjectionTest {
    @TempDir
    Path directory;

    private static final class Injected extends IOException {
        private static final long serialVersionUID = 1L;

        Injected(String step) {
            super("injected at " + step);
        }
    }

    /** Counts the steps, and lets one of them fail. */
    private static final class Fault implements StepWatch {
        private final List<String> steps = new ArrayList<>();
        private final int failing;

        Fault(int failing) {
            this.failing = failing;
        }

        @Override
        public void before(String step) throws IOException {
            if (steps.size() == failing) throw new Injected(step);
            steps.add(step);
        }
    }

    private BridgeNetworkSpec spec() {
        return BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .betweenContainers(false)
                .directory(directory);
    }

    private static final AttachOptions OPTIONS =
            AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)).forward(ForwardedPort.udp(5353, 53));

    @Test
    void aFailingStepOfTheNetworkOrOfAnAttachmentLeavesNothing() throws Exception {
        Fault none = new Fault(-1);
        try (NamespaceHandle here = Namespace.NET.current();
                Box box = Box.create()) {
            Look host = Look.at(here);
            Look container = Look.at(box.handle());
            Look files = Look.at(directory);
            try (ContainerNetwork network = BridgeNetwork.open(spec(), none)) {
                network.attach(box.handle(), OPTIONS).close();
                box.close();
            }
            assertThat(none.steps)
                    .contains(
                            "make the bridge",
                            "make the link",
                            "reserve ports",
                            "forward ports",
                            "make the rules",
                            "open the port",
                            "wait for the carrier")
                    .hasSizeGreaterThan(12);
            for (int i = 0; i < none.steps.size(); i++) {
                try (Box fresh = Box.create()) {
                    Fault fault = new Fault(i);
                    assertThatThrownBy(() -> {
                                try (ContainerNetwork network = BridgeNetwork.open(spec(), fault)) {
                                    network.attach(fresh.handle(), OPTIONS);
                                }
                            })
                            .as("step %s", none.steps.get(i))
                            .isInstanceOf(Injected.class)
                            .hasNoSuppressedExceptions();
                    host.isBackIn(here);
                    container.isBackIn(fresh.handle());
                    assertThat(Look.at(directory)).isEqualTo(files);
                }
            }
        }
    }

    @Test
    void anAttachmentThatFailsLeavesTheOthers() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current();
                Box a = Box.create();
                Box b = Box.create()) {
            Fault counting = new Fault(-1);
            int before;
            try (ContainerNetwork network = BridgeNetwork.open(spec(), counting)) {
                network.attach(a.handle());
                before = counting.steps.size();
            }
            try (Box c = Box.create();
                    ContainerNetwork network = BridgeNetwork.open(spec(), new Fault(before + 3))) {
                Attachment attachment = network.attach(c.handle());
                Look host = Look.at(here);
                assertThatThrownBy(() -> network.attach(b.handle(), OPTIONS)).isInstanceOf(Injected.class);
                assertThat(Look.at(here)).isEqualTo(host);
                assertThat(network.attachments()).containsExactly(attachment);
                c.reaches(Cidr.address("10.7.0.1"));
            }
        }
    }
}
