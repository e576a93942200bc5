package io.jlinux.examples.rootless;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            RootlessContainer.main(new String[0]);
        } finally {
            System.setOut(before);
        }
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines)
                .containsExactly(
                        "connected by slirp4netns",
                        "links in here: lo tap0",
                        "hello from the host",
                        "the container ended with 0");
    }
}
