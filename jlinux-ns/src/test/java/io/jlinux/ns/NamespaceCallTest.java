package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Java code in other namespaces, on a thread of its own. */
@NoLeaks
@Timeout(60)
class NamespaceCallTest {
    private static String ns(Namespace kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns", kind.procName()))
                .toString();
    }

    private static NamespaceHandle fresh(Namespace kind) throws LinuxException {
        try (NamespaceScope scope = Namespace.unshare(kind)) {
            assertThat(scope).isNotNull();
            return kind.current();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theCodeIsInsideAndTheCallerIsNot() throws Exception {
        String before = ns(Namespace.NET);
        try (NamespaceHandle net = fresh(Namespace.NET)) {
            String inside = net.call(() -> ns(Namespace.NET));
            assertThat(inside).isEqualTo(net.toString()).isNotEqualTo(before);
            assertThat(ns(Namespace.NET)).isEqualTo(before);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void severalNamespacesAtOnce() throws Exception {
        try (NamespaceHandle net = fresh(Namespace.NET);
                NamespaceHandle uts = fresh(Namespace.UTS);
                NamespaceHandle mount = fresh(Namespace.MOUNT);
                NamespaceHandle ipc = fresh(Namespace.IPC)) {
            String inside = NamespaceCall.in(net, uts, mount, ipc)
                    .call(() -> ns(Namespace.NET) + ns(Namespace.UTS) + ns(Namespace.MOUNT) + ns(Namespace.IPC));
            assertThat(inside).isEqualTo("" + net + uts + mount + ipc);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void exceptionsComeThroughAsTheyAre() throws Exception {
        try (NamespaceHandle uts = fresh(Namespace.UTS)) {
            FileNotFoundException checked = new FileNotFoundException("checked");
            assertThatThrownBy(() -> uts.call(() -> {
                        throw checked;
                    }))
                    .isSameAs(checked);
            AssertionError error = new AssertionError("error");
            assertThatThrownBy(() -> NamespaceCall.in(uts).run(() -> {
                        throw error;
                    }))
                    .isSameAs(error);
            // compiles without a throws clause of its own: the action throws nothing that is checked
            int value = onlyLinuxException(uts);
            assertThat(value).isEqualTo(42);
        }
    }

    private static int onlyLinuxException(NamespaceHandle handle) throws LinuxException {
        return handle.call(() -> 42);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anInterruptReachesTheCodeAndItsAnswerTheCaller() throws Exception {
        try (NamespaceHandle uts = fresh(Namespace.UTS)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> uts.call(() -> {
                        new CountDownLatch(1).await();
                        return null;
                    }))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();

            Thread.currentThread().interrupt();
            String result = uts.call(() -> {
                while (!Thread.currentThread().isInterrupted()) Thread.onSpinWait();
                return "done all the same";
            });
            assertThat(result).isEqualTo("done all the same");
            assertThat(Thread.interrupted()).as("passed back").isTrue();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatTakesTooLongIsInterruptedAndLeftToEnd() throws Exception {
        try (NamespaceHandle uts = fresh(Namespace.UTS)) {
            NamespaceCall call = NamespaceCall.in(uts);
            AtomicReference<Thread> thread = new AtomicReference<>();
            CountDownLatch interrupted = new CountDownLatch(1);
            assertThatThrownBy(() -> call.call(Duration.ofMillis(20), () -> {
                        thread.set(Thread.currentThread());
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            interrupted.countDown();
                        }
                        return null;
                    }))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining(uts.toString());
            interrupted.await();
            thread.get().join();
            assertThat(call.call(Duration.ofSeconds(30), () -> "in time")).isEqualTo("in time");
            assertThatThrownBy(() -> call.call(Duration.ZERO, () -> 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void theThreadIsGoneWhenTheCallReturns() throws Exception {
        try (NamespaceHandle uts = fresh(Namespace.UTS)) {
            Thread inside = uts.call(Thread::currentThread);
            assertThat(inside.isAlive()).isFalse();
            assertThat(inside.isDaemon()).isTrue();
            assertThat(inside.getName()).isEqualTo("jlinux-call " + uts);
        }
    }

    @Test
    void userAndTimeAreRefusedWithTheReason() throws Exception {
        for (Namespace kind : new Namespace[] {Namespace.USER, Namespace.TIME}) {
            try (NamespaceHandle own = kind.current()) {
                assertThatThrownBy(() -> own.call(() -> 1))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("multithreaded process")
                        .hasMessageContaining("Spawn.join");
            }
        }
        assertThatThrownBy(NamespaceCall::in).isInstanceOf(IllegalArgumentException.class);
        try (NamespaceHandle one = Namespace.UTS.current();
                NamespaceHandle two = Namespace.UTS.current()) {
            assertThatThrownBy(() -> NamespaceCall.in(one, two)).hasMessageContaining("two namespaces of kind UTS");
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserMakesNoNamespacesWithoutAUserNamespace() {
        assertThatThrownBy(Namespace.NET::create)
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        NamedNamespaces networks = NamedNamespaces.networks();
        assertThatThrownBy(() -> networks.add("jlinux-test")).hasMessageContaining("EPERM");
        assertThat(networks.path("jlinux-test")).doesNotExist();
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserIsRefusedAndTheCodeDoesNotRun() throws Exception {
        try (NamespaceHandle own = Namespace.UTS.current()) {
            assertThatThrownBy(() -> NamespaceCall.in(own).run(() -> {
                        throw new AssertionError("it ran");
                    }))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserGetsNoSocketsThereAndIsToldWhy() throws Exception {
        try (NamespaceHandle own = Namespace.NET.current()) {
            NamespaceSockets sockets = NamespaceSockets.of(own);
            for (ThrowingCallable socket : List.<ThrowingCallable>of(
                    sockets::socket,
                    sockets::serverSocket,
                    sockets::datagramSocket,
                    sockets::socketChannel,
                    () -> sockets.socketFactory().createSocket())) {
                assertThatThrownBy(socket)
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                        .hasMessageContaining("CAP_SYS_ADMIN");
            }
        }
    }
}
