package io.jlinux.net.netlink;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.jlinux.net.Veth;
import io.jlinux.net.wire.Layouts;
import io.jlinux.net.wire.Rtm;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Requires(ROOT)
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class NetlinkSubscriptionTest {
    private static class Log implements NetlinkSubscription.Handler {
        final List<Integer> indexes = new CopyOnWriteArrayList<>();
        final CountDownLatch two = new CountDownLatch(2);
        final CountDownLatch lost = new CountDownLatch(1);

        @Override
        public void message(Message message) throws NetlinkException {
            int index = message.u32(Layouts.IFINFOMSG_INDEX);
            if (!indexes.contains(index)) {
                indexes.add(index);
                two.countDown();
            }
        }

        @Override
        public void lost() {
            lost.countDown();
        }

        @Override
        public void failed(LinuxException error) {
            throw new AssertionError(error);
        }
    }

    @Test
    void whatHappenedBetweenOpenAndStartIsTold() throws Exception {
        Log log = new Log();
        try (NetlinkSubscription s = NetlinkSubscription.open(NetlinkProtocol.ROUTE, null, Rtm.RTNLGRP_LINK);
                Veth veth = Veth.create("a", "b")) {
            s.start(log);
            assertThat(log.two.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(log.indexes).contains(veth.index(), veth.peerIndex());
            assertThatIllegalStateException().isThrownBy(() -> s.start(log));
        }
    }

    @Test
    void whatTheKernelDroppedIsToldAsLost() throws Exception {
        Log log = new Log();
        try (NetlinkSubscription s = NetlinkSubscription.open(NetlinkProtocol.ROUTE, null, Rtm.RTNLGRP_LINK)) {
            s.receiveBuffer(1); // the kernel makes it its minimum, some 2 KB
            for (int i = 0; i < 5; i++) Veth.create("a", "b").close();
            s.start(log);
            assertThat(log.lost.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void nothingIsToldAfterClose() throws Exception {
        for (int i = 0; i < 20; i++) {
            AtomicInteger told = new AtomicInteger();
            NetlinkSubscription s = NetlinkSubscription.open(NetlinkProtocol.ROUTE, null, Rtm.RTNLGRP_LINK);
            s.start(new Log() {
                @Override
                public void message(Message message) {
                    told.incrementAndGet();
                    Thread.yield();
                }
            });
            try (Veth veth = Veth.create("a", "b")) {
                s.close();
                int then = told.get();
                veth.device().up();
                assertThat(told.get()).isEqualTo(then);
            }
            s.close();
        }
    }

    @Test
    void theHandlerMayCloseIt() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        NetlinkSubscription s = NetlinkSubscription.open(NetlinkProtocol.ROUTE, null, Rtm.RTNLGRP_LINK);
        s.start(new Log() {
            @Override
            public void message(Message message) {
                s.close();
                done.countDown();
            }
        });
        try (Veth veth = Veth.create("a", "b")) {
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(veth.index()).isPositive();
            s.close();
            assertThat(s.isOpen()).isFalse();
        }
    }
}
