package io.jlinux.examples.rootless;

import static io.jlinux.examples.Example.linesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs print what a learner is told they print. */
@NoLeaks
@Timeout(180)
@Requires({Requirement.USER_NAMESPACES, Requirement.SLIRP4NETNS, Requirement.TUN})
class RootlessContainerTest {
    @TempDir
    Path dir;

    @Test
    @Requires(Requirement.BUSYBOX_STATIC)
    void aPortOfTheHostLeadsToAServer() throws Exception {
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home(); // stays open
        Path bin = Files.createDirectories(dir.resolve("rootfs/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        for (String name : List.of("nc", "hostname")) Files.createSymbolicLink(bin.resolve(name), Path.of("busybox"));
        String root = dir.resolve("rootfs").toString();
        assertThat(linesOf(RootlessServer::main, root).subList(0, 4))
                .containsExactly(
                        "connected by slirp4netns",
                        "the port leads to 80",
                        "it answers: server",
                        "names are asked of: nameserver 10.0.2.3");
    }

    @Test
    void aContainerReachesTheHostsLoopback() throws Exception {
        assertThat(linesOf(RootlessContainer::main))
                .containsExactly(
                        "connected by slirp4netns",
                        "links in here: lo tap0",
                        "hello from the host",
                        "the container ended with 0");
    }
}
