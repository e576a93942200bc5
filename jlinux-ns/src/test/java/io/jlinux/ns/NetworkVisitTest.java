package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that opens something in another network namespace, and is at home again. */
@NoLeaks
@Timeout(60)
class NetworkVisitTest {
    private static void assertIn(NamespaceHandle expected) throws LinuxException {
        try (NamespaceHandle now = Namespace.NET.current()) {
            assertThat(now.sameAs(expected)).isTrue();
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void whatIsOpenedIsThereAndTheThreadIsHere() throws Exception {
        try (NamespaceHandle home = Namespace.NET.current();
                NamespaceHandle far = Namespace.NET.create()) {
            assertThat(far.sameAs(home)).isFalse();
            assertIn(home);
            Thread visitor = Thread.currentThread();
            try (NamespaceHandle seen = NetworkVisit.call(far, () -> {
                assertThat(Thread.currentThread()).isSameAs(visitor);
                return Namespace.NET.current();
            })) {
                assertThat(seen.sameAs(far)).isTrue();
            }
            assertIn(home);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void homeIsWhereTheThreadIsAndNotWhereTheMainThreadIs() throws Exception {
        try (NamespaceHandle far = Namespace.NET.create();
                NamespaceScope scope = Namespace.unshare(Namespace.NET);
                NamespaceHandle home = Namespace.NET.current()) {
            assertThat(scope).isNotNull();
            NetworkVisit.call(far, Namespace.NET::current).close();
            assertIn(home);
            Namespace.NET.create().close();
            assertIn(home);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void whoFailsThereIsHomeAsWell() throws Exception {
        try (NamespaceHandle home = Namespace.NET.current();
                NamespaceHandle far = Namespace.NET.create()) {
            LinuxException failure = new LinuxException("open", "something", Errno.EMFILE.number());
            assertThatThrownBy(() -> NetworkVisit.call(far, () -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertIn(home);
        }
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.USER_NAMESPACES})
    void whoMayNotGoIsToldSo() throws Exception {
        try (NamespaceHandle home = Namespace.NET.current()) {
            assertThatThrownBy(() -> NetworkVisit.call(home, Namespace.NET::current))
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
            assertThatThrownBy(() -> Namespace.NET.create())
                    .isInstanceOfSatisfying(
                            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
        }
    }
}
