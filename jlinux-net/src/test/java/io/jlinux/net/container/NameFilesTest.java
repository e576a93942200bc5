package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jlinux.net.Cidr;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameFilesTest {
    @TempDir
    Path directory;

    @Test
    void theFilesSayWhatIsKnown() throws Exception {
        NameServers servers = NameServers.of(Cidr.address("192.0.2.53"), Cidr.address("2001:db8::53"))
                .search("example.org", "example.net")
                .options("ndots:2");
        NameFiles files = NameFiles.of(servers, "web-1", List.of(Cidr.address("10.7.0.2"), Cidr.address("fd00:7::2")));
        files.writeTo(directory);
        assertThat(directory.resolve("resolv.conf")).content().isEqualTo("""
                nameserver 192.0.2.53
                nameserver 2001:db8::53
                search example.org example.net
                options ndots:2
                """);
        assertThat(directory.resolve("hosts")).content().isEqualTo("""
                127.0.0.1	localhost
                ::1	localhost ip6-localhost ip6-loopback
                10.7.0.2	web-1
                fd00:7::2	web-1
                """);
        assertThat(directory.resolve("hostname")).content().isEqualTo("web-1\n");
    }

    @Test
    void aResolvConfIsRead() {
        NameServers read = NameServers.parse("""
                # made by hand
                domain old.example
                nameserver 127.0.0.53
                nameserver  192.0.2.1
                nameserver fe80::1%eth0
                nameserver nonsense
                nameserver
                search a.example b.example
                options edns0 trust-ad
                """);
        assertThat(read.servers())
                .containsExactly(Cidr.address("127.0.0.53"), Cidr.address("192.0.2.1"), Cidr.address("fe80::1"));
        assertThat(read.search()).containsExactly("a.example", "b.example");
        assertThat(read.options()).containsExactly("edns0", "trust-ad");
    }

    @Test
    void whatWouldBeAnotherLineIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> NameServers.NONE.search("a\nnameserver 192.0.2.66"));
        assertThatIllegalArgumentException().isThrownBy(() -> AttachOptions.of("web\n192.0.2.66 bank.example"));
    }

    @Test
    void theHostsLoopbackIsNoServerForOthers() throws Exception {
        assertThat(NameServers.OF_HOST.resolved().servers()).noneMatch(a -> a.isLoopbackAddress());
        assertThat(NameServers.NONE.resolved().servers()).isEmpty();
        assertThat(NameServers.of(Cidr.address("127.0.0.1")).resolved().servers())
                .hasSize(1);
    }
}
