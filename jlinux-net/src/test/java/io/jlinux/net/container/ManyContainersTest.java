package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Cidr;
import io.jlinux.net.Link;
import io.jlinux.net.Links;
import io.jlinux.net.Ping;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many containers on one bridge: the first packet to each goes through at once, and what one costs does not grow with their
 * number. {@code -Djlinux.soak=true} makes 1,000 of them.
 */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(600)
class ManyContainersTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyContainersTest.class);
    private static final boolean SOAK = Boolean.getBoolean("jlinux.soak");
    private static final int COUNT = SOAK ? 1000 : Boolean.getBoolean("jlinux.vm") ? 10 : 40;

    /** An address that was asked for in vain is asked for again after a second. */
    private static final Duration TRAP = Duration.ofMillis(900);

    @TempDir
    Path directory;

    @Test
    void theFirstPingIsAnsweredAtOnceAndTheCostIsFlat() throws Exception {
        List<Box> boxes = new ArrayList<>();
        List<Long> attach = new ArrayList<>();
        BridgeNetworkSpec spec = BridgeNetworkSpec.of("jl0", Cidr.of("10.7.0.0/16"), Cidr.of("fd00:7::/64"))
                .directory(directory);
        ContainerNetwork network = ContainerNetwork.bridge(spec);
        try {
            for (int i = 0; i < COUNT; i++) {
                Box box = Box.create();
                boxes.add(box);
                long start = System.nanoTime();
                Attachment attachment = network.attach(box.handle(), AttachOptions.of("box-" + i));
                attach.add(System.nanoTime() - start);
                for (Cidr address : attachment.addresses()) isAnsweredAtOnce(i, address.address());
                answersAtOnce(i, box, Cidr.address(i % 2 == 0 ? "10.7.0.1" : "fd00:7::1"));
            }
            long start = System.nanoTime();
            network.close();
            long each = (System.nanoTime() - start) / COUNT;
            long first = median(attach.subList(0, COUNT / 10));
            long last = median(attach.subList(COUNT - COUNT / 10, COUNT));
            LOG.info(
                    "{} containers: attach {} µs at first, {} µs at last; close {} µs each",
                    COUNT,
                    first / 1000,
                    last / 1000,
                    each / 1000);
            if (SOAK) assertThat(last).isLessThan(3 * first);
            assertThat(Links.here().list()).extracting(Link::name).containsExactly("lo");
            for (Box box : boxes) assertThat(Links.in(box.handle()).list()).hasSize(1);
        } finally {
            network.close();
            boxes.forEach(Box::close);
        }
    }

    private static void isAnsweredAtOnce(int i, InetAddress address) throws Exception {
        isQuick(Ping.echo(address, Box.TIMEOUT), i + ": echo of " + Cidr.text(address));
    }

    private static void answersAtOnce(int i, Box box, InetAddress gateway) throws Exception {
        isQuick(box.ping(gateway), i + ": echo of " + Cidr.text(gateway) + " in the container");
    }

    private static void isQuick(Optional<Duration> echo, String what) {
        assertThat(echo).as(what).isPresent();
        assertThat(echo.orElseThrow()).as(what).isLessThan(TRAP);
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
