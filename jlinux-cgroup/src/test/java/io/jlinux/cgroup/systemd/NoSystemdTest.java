package io.jlinux.cgroup.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said where there is no systemd, or no bus. */
@NoLeaks
@Timeout(60)
class NoSystemdTest {
    @TempDir
    Path folder;

    private static AbstractThrowableAssert<?, ?> refused(SystemdException.Reason reason, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SystemdException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void withoutSystemdThatIsSaid() {
        assumeFalse(Requirement.SYSTEMD.isMet(), "systemd runs here");
        refused(SystemdException.Reason.NO_SYSTEMD, Systemd::system).hasMessageContaining("Cgroup.create");
    }

    @Test
    void withoutABusThatIsSaid() {
        String address = "unix:path=" + folder.resolve("bus");
        refused(SystemdException.Reason.NO_BUS, () -> Systemd.connect(address)).hasMessageContaining("dbus");
    }

    @Tag("heavy")
    @Test
    void aBusThatHangsUpIsNoBus() throws Exception {
        Path socket = folder.resolve("bus");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread hangUp = new Thread(() -> {
                try {
                    while (true) server.accept().close();
                } catch (java.io.IOException e) {
                    // closed
                }
            });
            hangUp.start();
            assertThatThrownBy(() -> Systemd.connect("unix:path=" + socket)).isInstanceOf(SystemdException.class);
            server.close();
            hangUp.join();
        }
    }
}
