package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.PidFd;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The calling thread in other namespaces, and back. */
@NoLeaks
@Timeout(60)
class NamespaceScopeTest {
    private static String ns(Namespace kind) throws IOException {
        // a new pid namespace is for the thread's children
        String name = kind == Namespace.PID ? "pid_for_children" : kind.procName();
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns", name)).toString();
    }

    @ParameterizedTest
    @EnumSource(
            value = Namespace.class,
            names = {"UTS", "NET", "IPC", "MOUNT", "CGROUP"})
    @Requires(Requirement.ROOT)
    void aNewNamespaceLastsUntilTheScopeIsClosed(Namespace kind) throws Exception {
        String before = ns(kind);
        try (NamespaceScope scope = Namespace.unshare(kind)) {
            assertThat(scope).isNotNull();
            assertThat(ns(kind)).isNotEqualTo(before);
            assertThat(Files.readSymbolicLink(Path.of("/proc/self/ns", kind.procName()))
                            .toString())
                    .as("the other threads stay")
                    .isEqualTo(before);
        }
        assertThat(ns(kind)).isEqualTo(before);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aNewPidNamespaceIsForTheChildrenAndUndone() throws Exception {
        String before = ns(Namespace.PID);
        try (NamespaceScope scope = Namespace.unshare(Namespace.PID)) {
            assertThat(scope).isNotNull();
            // on most kernels the link leads nowhere until the first child is there
            if (newPidNamespaceIsVisible()) assertThat(ns(Namespace.PID)).isNotEqualTo(before);
            else assertThat(catchThrowable(() -> ns(Namespace.PID))).isInstanceOf(IOException.class);
        }
        assertThat(ns(Namespace.PID)).isEqualTo(before);
    }

    @Test
    @Requires(Requirement.ROOT)
    void severalAtOnceAndNested() throws Exception {
        String uts = ns(Namespace.UTS);
        String net = ns(Namespace.NET);
        try (NamespaceScope outer = Namespace.unshare(Namespace.UTS, Namespace.NET, Namespace.UTS)) {
            assertThat(outer).isNotNull();
            String between = ns(Namespace.UTS);
            try (NamespaceScope inner = Namespace.unshare(Namespace.UTS)) {
                assertThat(inner).isNotNull();
                assertThat(ns(Namespace.UTS)).isNotEqualTo(between).isNotEqualTo(uts);
            }
            assertThat(ns(Namespace.UTS)).isEqualTo(between);
            assertThat(ns(Namespace.NET)).isNotEqualTo(net);
            // java.net.NetworkInterface would not do: it reads /proc/net, which is the main thread's
            assertThat(Files.readAllLines(Path.of("/proc/thread-self/net/dev")))
                    .hasSize(3)
                    .last()
                    .asString()
                    .startsWith("    lo:");
        }
        assertThat(ns(Namespace.UTS)).isEqualTo(uts);
        assertThat(ns(Namespace.NET)).isEqualTo(net);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aMountStaysInsideAndTheDirectoryIsRestored() throws Exception {
        Path here = Path.of("/proc/thread-self/cwd").toRealPath();
        Path root = Path.of("/proc/thread-self/root").toRealPath();
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT);
                Scratch s = Scratch.borrow()) {
            assertThat(scope).isNotNull();
            long none = s.string(0, "tmpfs");
            long target = s.string(64, "/mnt");
            assertThat(RawSyscall.call(Syscall.MOUNT, none, target, none, 0, 0)).isZero();
            assertThat(Files.readString(Path.of("/proc/thread-self/mounts"))).contains(" /mnt tmpfs");
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(" /mnt tmpfs");
            assertThat(RawSyscall.call(Syscall.CHDIR, target)).isZero();
        }
        assertThat(Files.readString(Path.of("/proc/thread-self/mounts"))).doesNotContain(" /mnt tmpfs");
        assertThat(Path.of("/proc/thread-self/cwd").toRealPath()).isEqualTo(here);
        assertThat(Path.of("/proc/thread-self/root").toRealPath()).isEqualTo(root);
    }

    @Test
    @Requires(Requirement.ROOT)
    void anOpenNamespaceCanBeEnteredAgain() throws Exception {
        for (Namespace kind : new Namespace[] {Namespace.UTS, Namespace.NET, Namespace.IPC, Namespace.MOUNT}) {
            String before = ns(kind);
            NamespaceHandle handle;
            try (NamespaceScope scope = Namespace.unshare(kind)) {
                assertThat(scope).isNotNull();
                handle = kind.current();
            }
            try (handle) {
                assertThat(ns(kind)).isEqualTo(before);
                try (NamespaceScope scope = handle.enter()) {
                    assertThat(scope).isNotNull();
                    assertThat(ns(kind)).isEqualTo(handle.toString());
                }
                assertThat(ns(kind)).isEqualTo(before);
            }
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void aThreadThatWasStartedInAMountScopeStaysAndTheScopeCloses() throws Exception {
        String before = ns(Namespace.MOUNT);
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        AtomicReference<String> seen = new AtomicReference<>();
        Thread t = new Thread(() -> {
            try {
                started.countDown();
                done.await();
                seen.set(ns(Namespace.MOUNT));
                ThreadNamespaces.leave();
                seen.set(seen.get() + " " + ns(Namespace.MOUNT));
            } catch (Exception e) {
                seen.set(e.toString());
            }
        });
        String inside;
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT)) {
            assertThat(scope).isNotNull();
            inside = ns(Namespace.MOUNT);
            t.start();
            started.await();
        }
        assertThat(ns(Namespace.MOUNT)).isEqualTo(before);
        done.countDown();
        t.join();
        assertThat(seen.get()).isEqualTo(inside + " " + before);
    }

    @Test
    @Requires(Requirement.ROOT)
    void severalHandlesAreEnteredTogetherOrNotAtAll() throws Exception {
        String net = ns(Namespace.NET);
        String uts = ns(Namespace.UTS);
        try (NamespaceHandle n = fresh(Namespace.NET);
                NamespaceHandle u = fresh(Namespace.UTS)) {
            try (NamespaceScope scope = Namespace.enter(n, u)) {
                assertThat(scope).isNotNull();
                assertThat(ns(Namespace.NET)).isEqualTo(n.toString());
                assertThat(ns(Namespace.UTS)).isEqualTo(u.toString());
            }
            u.close();
            assertThatThrownBy(() -> Namespace.enter(n, u)).isInstanceOf(IllegalStateException.class);
            assertThat(ns(Namespace.NET)).isEqualTo(net);
            assertThat(ns(Namespace.UTS)).isEqualTo(uts);
            assertThatThrownBy(() -> Namespace.enter(n, n)).hasMessageContaining("two namespaces of kind NET");
            assertThatThrownBy(Namespace::enter).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static NamespaceHandle fresh(Namespace kind) throws LinuxException {
        try (NamespaceScope scope = Namespace.unshare(kind)) {
            assertThat(scope).isNotNull();
            return kind.current();
        }
    }

    private static List<String> namespaces(Path directory) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String kind : List.of("net", "uts", "mnt")) {
            ids.add(Files.readSymbolicLink(directory.resolve(kind)).toString());
        }
        return ids;
    }

    /** At once, and one by one as before Linux 5.8. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requires(Requirement.ROOT)
    void theNamespacesOfAProcessAreEnteredByItsPidfd(boolean atOnce) throws Exception {
        assumeTrue(!atOnce || KernelFeatures.current().setnsPidfd(), "setns(2) takes no pidfd here");
        String before = ns(Namespace.NET);
        try (PidFd self = PidFd.open(ProcessHandle.current().pid());
                NamespaceScope outer = Namespace.unshare(Namespace.NET, Namespace.UTS, Namespace.MOUNT)) {
            assertThat(outer).isNotNull();
            String inside = ns(Namespace.NET);
            ProcessNamespaces all = ProcessNamespaces.all(self);
            assertThat(all.kinds()).containsExactlyInAnyOrder(Namespace.NET, Namespace.UTS, Namespace.MOUNT);
            List<String> ofProcess = namespaces(Path.of("/proc/self/ns"));
            List<String> ofThread = namespaces(Path.of("/proc/thread-self/ns"));
            assertThat(ofThread).doesNotContainAnyElementsOf(ofProcess);
            try (NamespaceScope home = NamespaceScope.enter(all, atOnce)) {
                assertThat(home).isNotNull();
                assertThat(ns(Namespace.NET)).isEqualTo(before);
                assertThat(namespaces(Path.of("/proc/thread-self/ns"))).isEqualTo(ofProcess);
            }
            assertThat(ns(Namespace.NET)).isEqualTo(inside);
            assertThat(namespaces(Path.of("/proc/thread-self/ns"))).isEqualTo(ofThread);
            ProcessNamespaces user = ProcessNamespaces.of(self, Namespace.USER, Namespace.NET);
            assertThatThrownBy(() -> NamespaceScope.enter(user, atOnce)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(ns(Namespace.NET)).isEqualTo(before);
    }

    @Test
    @Requires(Requirement.ROOT)
    void aPidScopeInANewPidNamespaceComesBackToItOrIsRefused() throws Exception {
        String before = ns(Namespace.PID);
        try (NamespaceHandle own = Namespace.PID.current();
                NamespaceScope scope = Namespace.unshare(Namespace.PID)) {
            assertThat(scope).isNotNull();
            if (newPidNamespaceIsVisible()) {
                String inside = ns(Namespace.PID);
                try (NamespaceScope inner = own.enter()) {
                    assertThat(inner).isNotNull();
                    assertThat(ns(Namespace.PID)).isEqualTo(before);
                }
                assertThat(ns(Namespace.PID)).isEqualTo(inside);
                return;
            }
            assertThatThrownBy(own::enter)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no process yet");
        }
    }

    /** Newer kernels (7.2 does, 6.18 does not) show a pid namespace that has no process yet. */
    private static boolean newPidNamespaceIsVisible() {
        return Files.exists(Path.of("/proc/thread-self/ns/pid_for_children"));
    }

    @Test
    void handlesOfOneNamespaceAreTheSame() throws Exception {
        try (NamespaceHandle one = Namespace.NET.current();
                NamespaceHandle two = Namespace.NET.open(ProcessHandle.current().pid());
                NamespaceHandle uts = Namespace.UTS.current()) {
            assertThat(one.sameAs(two)).isTrue();
            assertThat(one.sameAs(uts)).isFalse();
        }
    }

    @Test
    void aDuplicateIsOpenWhenTheOtherIsClosed() throws Exception {
        try (NamespaceHandle one = Namespace.NET.current();
                NamespaceHandle two = one.duplicate()) {
            assertThat(two.sameAs(one)).isTrue();
            one.close();
            assertThat(two.kind()).isEqualTo(Namespace.NET);
            try (NamespaceHandle again =
                    NamespaceHandle.adopt(Namespace.NET, two.fd().duplicate())) {
                assertThat(again.sameAs(two)).isTrue();
            }
        }
    }

    @Test
    void anOwnerIsAUserNamespace() throws Exception {
        try (NamespaceHandle user = Namespace.USER.current();
                NamespaceHandle net = Namespace.NET.current()) {
            if (Requirement.ROOT.isMet()) {
                try (NamespaceHandle owner = net.owner()) {
                    assertThat(owner.sameAs(user)).isTrue();
                    assertThat(owner.ownerUid()).isZero();
                }
            }
            assertThatThrownBy(user::parent).hasMessageContaining("EPERM");
            assertThatThrownBy(net::parent).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(net::ownerUid).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void userAndTimeAreRefusedWithTheReason() throws Exception {
        for (Namespace kind : new Namespace[] {Namespace.USER, Namespace.TIME}) {
            assertThatThrownBy(() -> Namespace.unshare(kind))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("multithreaded process")
                    .hasMessageContaining("Spawn.unshare(Namespace." + kind);
            try (NamespaceHandle own = kind.current()) {
                assertThatThrownBy(own::enter).isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThatThrownBy(Namespace::unshare).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVirtualThreadIsRefused() throws Exception {
        Method start;
        try {
            start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            Assumptions.abort("virtual threads came with Java 21");
            return;
        }
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread t = (Thread) start.invoke(null, (Runnable)
                () -> thrown.set(catchThrowable(() -> Namespace.unshare(Namespace.UTS))));
        t.join();
        assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("virtual thread");
    }

    @Test
    @Requires(Requirement.ROOT)
    void anotherThreadCannotClose() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.UTS)) {
            String inside = ns(Namespace.UTS);
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread t = new Thread(() -> thrown.set(catchThrowable(scope::close)), "the other");
            t.start();
            t.join();
            assertThat(thrown.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(Thread.currentThread().getName())
                    .hasMessageContaining("the other");
            assertThat(ns(Namespace.UTS)).isEqualTo(inside);
            scope.close();
            scope.close();
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void anOrdinaryUserIsToldWhatIsNeeded() throws Exception {
        String before = ns(Namespace.UTS);
        assertThatThrownBy(() -> Namespace.unshare(Namespace.UTS))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM))
                .hasMessageContaining("CAP_SYS_ADMIN");
        assertThat(ns(Namespace.UTS)).isEqualTo(before);
    }

    @Test
    void aHandleKnowsItsInode() throws Exception {
        for (Namespace kind : Namespace.values()) {
            String link = Files.readSymbolicLink(Path.of("/proc/self/ns", kind.procName()))
                    .toString();
            try (NamespaceHandle own = kind.current();
                    NamespaceHandle byPid = kind.open(ProcessHandle.current().pid())) {
                assertThat(own).hasToString(link);
                assertThat(byPid.id()).isEqualTo(own.id());
            }
        }
    }

    @Test
    void whatIsNoNamespaceOfTheKindIsRefused() {
        assertThatThrownBy(() -> Namespace.NET.open(Path.of("/proc/self/ns/uts")))
                .hasMessageContaining("it is a UTS namespace, and NET was asked for");
        assertThatThrownBy(() -> Namespace.NET.open(Path.of("/dev/null"))).hasMessageContaining("not a namespace file");
        assertThatThrownBy(() -> Namespace.NET.open(Path.of("/nope"))).hasMessageContaining("ENOENT");
        assertThatThrownBy(() -> Namespace.NET.open(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
