package io.jlinux.examples.rootless;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program prints what a learner is told it prints. */
@NoLeaks
@Timeout(180)
@Requires({Requirement.USER_NAMESPACES, Requirement.SLIRP4NETNS, Requirement.TUN})
class RootlessContainerTest {
    @Test
    void aContainerReachesTheHostsLoopback() throws Exception {
        List<String> lines = linesOf(RootlessContainer::main);
        assertThat(lines)
                .containsExactly(
                        "connected by slirp4netns",
                        "links in here: lo tap0",
                        "hello from the host",
                        "the container ended with 0");
    }
}
