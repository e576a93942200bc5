package io.jlinux.examples.networks;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each program prints what a learner is told it prints. */
@NoLeaks
@Timeout(120)
class NetworkExamplesTest {
    @Test
    @Requires(Requirement.ROOT)
    void twoNamespacesPing() throws Exception {
        assertThat(linesOf(TwoNamespacesPing::main))
                .containsExactly(
                        "a veth with an end in each of two namespaces: to-right",
                        "left pings 10.7.0.2: answered",
                        "right pings 10.7.0.1: answered",
                        "left pings fd00:7::2: answered",
                        "right pings fd00:7::1: answered",
                        "left pings 10.7.0.3: no answer");
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.NFTABLES})
    void threeContainersOnABridge() throws Exception {
        assertThat(linesOf(ThreeContainers::main))
                .containsExactly(
                        "attached: container-1 eth0 [10.7.0.2/24]",
                        "attached: container-2 eth0 [10.7.0.3/24]",
                        "attached: container-3 eth0 [10.7.0.4/24]",
                        "every container reaches every other and the host");
    }

    @Test
    @Requires({Requirement.ROOT, Requirement.NFTABLES})
    void aContainerBehindNat() throws Exception {
        assertThat(linesOf(BehindNat::main))
                .containsExactly(
                        "attached: web eth0 [10.7.0.2/24] [8080:80/tcp, 5353:53/udp], behind wan",
                        "TCP: the container is asked by 192.0.2.2",
                        "UDP: the container is asked by 192.0.2.2");
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void withoutRootTheySayWhatTheyNeed() throws Exception {
        assertThat(linesOf(TwoNamespacesPing::main)).singleElement().asString().startsWith("This example needs root. ");
        assertThat(linesOf(ThreeContainers::main)).singleElement().asString().startsWith("This example needs root. ");
    }
}
