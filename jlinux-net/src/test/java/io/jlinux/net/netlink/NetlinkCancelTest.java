package io.jlinux.net.netlink;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jlinux.net.Veth;
import io.jlinux.net.wire.Rtm;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that waits for the kernel is set free: by a notification, by the time, by an interrupt, by closing the socket. */
@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(60)
class NetlinkCancelTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);
    private static final int NOOP = 1;

    /** A namespace in which nothing happens, and a socket that a thread waits on for something to happen. */
    private static final class Waiting {
        final CompletableFuture<Throwable> end = new CompletableFuture<>();
        final Thread thread;

        Waiting(NetlinkSocket socket) throws Exception {
            CountDownLatch begun = new CountDownLatch(2);
            thread = new Thread(() -> {
                try {
                    socket.await(Rtm.RTNLGRP_LINK, LONG, () -> {
                        begun.countDown();
                        return false;
                    });
                    end.complete(new AssertionError("it did not wait"));
                } catch (Exception e) {
                    end.complete(e);
                }
            });
            thread.start();
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        }

        NetlinkException failure() throws Exception {
            Throwable t = end.get(20, TimeUnit.SECONDS);
            thread.join();
            assertThat(t).isInstanceOf(NetlinkException.class);
            return (NetlinkException) t;
        }
    }

    /** The kernel takes a NLMSG_NOOP, and answers nothing unless it is asked to. */
    @Test
    void anAnswerThatDoesNotComeIsTold() throws Exception {
        Request nothing = new Request(NOOP, 0, AttributeNames.NONE, "ask", "for nothing", writer -> {});
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE).timeout(Duration.ofMillis(50))) {
            NetlinkException late =
                    catchThrowableOfType(NetlinkException.class, () -> socket.dump(nothing, message -> message));
            assertThat(late.errno()).isEqualTo(Errno.ETIMEDOUT);
            assertThat(late)
                    .hasMessageStartingWith("ask for nothing: ETIMEDOUT")
                    .hasMessageContaining("no answer");
            // what came later could be taken for the next answer
            assertThatThrownBy(() -> socket.dump(nothing, message -> message)).hasMessageContaining("closed");
        }
    }

    /** Without the look every 20 ms, which would find it out as well. */
    @Test
    void aNotificationEndsTheWait() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        AtomicBoolean up = new AtomicBoolean();
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE).recheck(Duration.ofHours(1));
                Veth veth = Veth.create("a", "b")) {
            Thread waiting = new Thread(() -> {
                try {
                    end.complete(socket.await(Rtm.RTNLGRP_LINK, LONG, () -> {
                        begun.countDown();
                        return up.get();
                    }));
                } catch (Exception e) {
                    end.completeExceptionally(e);
                }
            });
            waiting.start();
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            up.set(true);
            veth.device().up();
            assertThat(end.get(20, TimeUnit.SECONDS)).isTrue();
            waiting.join();
        }
    }

    @Test
    void anInterruptSetsAWaitingThreadFree() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE)) {
            Waiting waiting = new Waiting(socket);
            waiting.thread.interrupt();
            assertThat(waiting.failure())
                    .matches(e -> e.errno() == Errno.ECANCELED)
                    .hasMessageContaining("interrupted");
            assertThat(socket.get(NetlinkSocketTest.linkByIndex(1), NetlinkSocketTest::index))
                    .isEqualTo(1);
        }
    }

    @Test
    void closingTheSocketSetsAWaitingThreadFree() throws Exception {
        for (int i = 0; i < 50; i++) {
            NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE);
            Waiting waiting = new Waiting(socket);
            socket.close();
            assertThat(waiting.failure()).matches(e -> e.errno() == Errno.ECANCELED);
            assertThat(socket.isOpen()).isFalse();
        }
    }

    @Test
    void aThreadThatIsInterruptedBeforehandStillGetsAnswersThatAreThere() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE)) {
            Thread.currentThread().interrupt();
            assertThat(socket.get(NetlinkSocketTest.linkByIndex(1), NetlinkSocketTest::index))
                    .isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
