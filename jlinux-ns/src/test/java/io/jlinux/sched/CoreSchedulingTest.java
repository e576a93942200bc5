package io.jlinux.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cookies of processes that run; where no processors share a core, the reason for having none. */
@NoLeaks
@Timeout(60)
class CoreSchedulingTest {
    private static final long SELF = ProcessHandle.current().pid();

    private static Spawn sleeper() {
        return Spawn.command("sleep", "1000");
    }

    private static boolean isHere() throws LinuxException {
        return CoreScheduling.cookieIfAny(SELF).isPresent();
    }

    @Test
    void cookiesAreMadeCopiedAndTakenAway() throws Exception {
        try (LinuxProcess a = sleeper().start();
                LinuxProcess b = sleeper().start();
                LinuxProcess none = sleeper().start()) {
            if (!isHere()) {
                for (Refused call : new Refused[] {
                    () -> CoreScheduling.create(a.pid(), CoreScheduling.Scope.PROCESS),
                    () -> CoreScheduling.copy(a.pid(), b.pid(), CoreScheduling.Scope.PROCESS),
                    () -> CoreScheduling.shareTo(a.pid(), CoreScheduling.Scope.THREAD),
                    () -> CoreScheduling.cookie(a.pid()),
                }) {
                    assertThatThrownBy(call::make)
                            .isInstanceOfSatisfying(
                                    LinuxException.class,
                                    e -> assertThat(e.errno()).isIn(Errno.ENODEV, Errno.EINVAL))
                            .hasMessageContaining("core");
                }
                return;
            }
            assertThat(CoreScheduling.cookie(a.pid())).isZero();
            CoreScheduling.create(a.pid(), CoreScheduling.Scope.PROCESS);
            long cookie = CoreScheduling.cookie(a.pid());
            assertThat(cookie).isNotZero();
            assertThat(CoreScheduling.cookie(b.pid())).isZero();
            CoreScheduling.copy(a.pid(), b.pid(), CoreScheduling.Scope.PROCESS);
            assertThat(CoreScheduling.cookie(b.pid())).isEqualTo(cookie);
            assertThat(CoreScheduling.cookie(SELF)).as("the JVM's own").isZero();
            CoreScheduling.create(b.pid(), CoreScheduling.Scope.PROCESS);
            assertThat(CoreScheduling.cookie(b.pid())).isNotZero().isNotEqualTo(cookie);
            CoreScheduling.copy(none.pid(), b.pid(), CoreScheduling.Scope.PROCESS);
            assertThat(CoreScheduling.cookie(b.pid())).isZero();
        }
    }

    private interface Refused {
        void make() throws LinuxException;
    }

    @Test
    void aProgramStartsWithTheCookieOfAnother() throws Exception {
        if (CoreScheduling.cookieIfAny(SELF).isEmpty() && refusesAtAll()) return;
        try (LinuxProcess own = sleeper().coreScheduling().start();
                LinuxProcess same = sleeper().coreSchedulingOf(own.pid()).start();
                LinuxProcess other = sleeper().coreScheduling().start()) {
            assertThat(sleeper().coreSchedulingOf(own.pid()).explain())
                    .anyMatch(l -> l.contains("prctl(PR_SCHED_CORE, PR_SCHED_CORE_SHARE_FROM, " + own.pid()));
            if (!isHere()) return; // there is nobody to be kept apart from
            long cookie = CoreScheduling.cookie(own.pid());
            assertThat(cookie).isNotZero();
            assertThat(CoreScheduling.cookie(same.pid())).isEqualTo(cookie);
            assertThat(CoreScheduling.cookie(other.pid())).isNotZero().isNotEqualTo(cookie);
        }
    }

    /** A kernel built without it. */
    private static boolean refusesAtAll() throws Exception {
        try (LinuxProcess p = sleeper().coreScheduling().start()) {
            assertThat(p.isAlive()).isTrue();
            return false;
        } catch (LinuxException e) {
            assertThat(e).hasMessageContaining("core scheduling: EINVAL");
            return true;
        }
    }

    @Test
    void childrenOfAThreadHaveItsCookie() throws Exception {
        if (!isHere()) return;
        try (LinuxProcess own = sleeper().coreScheduling().start()) {
            long cookie = CoreScheduling.cookie(own.pid());
            AtomicReference<Object> seen = new AtomicReference<>();
            Thread taker = new Thread(() -> {
                try {
                    CoreScheduling.shareFrom(own.pid());
                    try (LinuxProcess child = sleeper().start();
                            LinuxProcess third = Spawn.command("sleep", "1000").start()) {
                        CoreScheduling.shareTo(third.pid(), CoreScheduling.Scope.PROCESS);
                        seen.set(CoreScheduling.cookie(child.pid()) == cookie
                                && CoreScheduling.cookie(third.pid()) == cookie);
                    }
                } catch (Exception e) {
                    seen.set(e);
                }
            });
            taker.start();
            taker.join();
            assertThat(seen.get()).isEqualTo(true);
            assertThat(CoreScheduling.cookie(SELF)).isZero();
        }
    }

    @Test
    void aProcessThatHasNoNumberInsideIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        sleeper().coreSchedulingOf(SELF).unshare(Namespace.PID).start())
                .withMessageContaining("no number");
        assertThatIllegalArgumentException().isThrownBy(() -> sleeper().coreSchedulingOf(0));
        assertThatIllegalArgumentException().isThrownBy(() -> CoreScheduling.cookie(-1));
    }
}
