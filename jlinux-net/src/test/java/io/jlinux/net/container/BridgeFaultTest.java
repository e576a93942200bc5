package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bridge network: each step fails once, and everything looks as it did before. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(300)
class BridgeFaultTest {
    private static final AttachOptions OPTIONS =
            AttachOptions.of("web").forward(ForwardedPort.tcp(8080, 80)).forward(ForwardedPort.udp(5353, 53));

    @TempDir
    Path directory;

    private BridgeNetworkSpec spec() {
        return BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/24"), Cidr.of("fd00:7::/64"))
                .betweenContainers(false)
                .directory(directory);
    }

    private StepFaults faults() {
        return new StepFaults(watch -> BridgeNetwork.open(spec(), watch), OPTIONS);
    }

    @Test
    void aFailingStepOfTheNetworkOrOfAnAttachmentLeavesNothing() throws Exception {
        assertThat(faults().failEach(directory))
                .contains(
                        "make the bridge",
                        "make the link",
                        "reserve ports",
                        "forward ports",
                        "make the rules",
                        "open the port",
                        "wait for the carrier")
                .hasSizeGreaterThan(12);
    }

    @Test
    void anAttachmentThatFailsLeavesTheOthers() throws Exception {
        faults().failOfTheSecond(3, first -> first.reaches(Cidr.address("10.7.0.1")));
    }
}
