package io.jlinux.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The escape suite can fail: where a protection is missing, its programs get through, and say so. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.GCC, Requirement.USER_NAMESPACES})
class UnprotectedTest extends OnHostile {
    private static Ended outside(String... attack) throws Exception {
        List<String> command = new ArrayList<>(List.of(hostile().program().toString()));
        command.addAll(List.of(attack));
        try (LinuxProcess p = Spawn.command(command).start()) {
            return Ended.of(p, 60);
        }
    }

    private static void assertEscaped(Ended end, String... lines) {
        assertThat(end.code()).as(end.toString()).isEqualTo(66);
        assertThat(end.lines()).contains(lines).contains("verdict: ESCAPED");
    }

    @Test
    void outsideAFileOfTheHostIsRead() throws Exception {
        assertEscaped(outside("host-file", hostile().secret().toString()), "the file itself: ESCAPED");
    }

    @Test
    void outsideALoopbackServiceIsReached() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertEscaped(outside("loopback", Integer.toString(server.getLocalPort())), "TCP to 127.0.0.1: ESCAPED");
        }
    }

    @Test
    void outsideAnAbstractSocketIsReached() throws Exception {
        try (AbstractSocket socket =
                AbstractSocket.listen("jlinux-open-" + ProcessHandle.current().pid())) {
            assertEscaped(outside("abstract-socket", socket.name()), "connect to the abstract socket: ESCAPED");
        }
    }

    @Test
    void outsideTheProcessesOfTheHostAreSeenAndSignalled() throws Exception {
        assertThat(outside("see-processes").code()).isEqualTo(66);
        try (LinuxProcess victim = Spawn.command("sleep", "60").start()) {
            assertEscaped(outside("signal-host", Long.toString(victim.pid())), "signal 0 to the JVM: ESCAPED");
        }
    }

    @Test
    void outsideTheHostsDirectoriesAreSeen() throws Exception {
        assertEscaped(outside("host-directories"), "/etc/passwd: ESCAPED", "/var: ESCAPED");
    }

    @Test
    void rootOfAUserNamespaceMayMountUnmountAndRename() throws Exception {
        for (String attack : List.of("mounts", "host-names", "remounts")) {
            try (LinuxProcess p = Spawn.command(hostile().program().toString(), attack)
                    .unshare(Namespace.USER, Namespace.MOUNT, Namespace.UTS, Namespace.PID, Namespace.IPC)
                    .start()) {
                Ended end = Ended.of(p, 60);
                assertThat(end.out()).as(attack).contains("ESCAPED");
            }
        }
    }

    @Test
    void withTheHostsNetworkASandboxReachesItsLoopback() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Sandbox open = hostile().in(Sandbox.untrusted()).network(Network.HOST);
            assertEscaped(
                    Ended.in(open, 60, "/box/hostile", "loopback", Integer.toString(server.getLocalPort())),
                    "TCP to 127.0.0.1: ESCAPED");
        }
    }

    @Test
    void withoutSeccompANestedUserNamespaceIsMadeButItsRootGetsNoFurther() throws Exception {
        Sandbox open = hostile().in(Sandbox.untrusted()).withoutSeccomp();
        assertEscaped(Ended.in(open, 60, "/box/hostile", "keys"), "add_key to the user's keyring: ESCAPED");
        assertEscaped(Ended.in(open, 60, "/box/hostile", "ports"), "personality without randomness: ESCAPED");
        Ended nested = Ended.in(open, 60, "/box/hostile", "unshare-user");
        assertThat(nested.lines())
                .contains("unshare user and mount: ok", "umount /proc/sys: EINVAL", "verdict: contained");
    }

    @Test
    void withCapabilitiesASandboxMayMount() throws Exception {
        Sandbox open = hostile()
                .in(Sandbox.untrusted())
                .withoutSeccomp()
                .withoutLandlock()
                .customize(
                        s -> s.capabilities(io.jlinux.security.CapabilitySets.of(io.jlinux.security.Capability.known()))
                                .user(0, 0))
                .identity(new Identity(0, 0, Identity.CALLER));
        Ended end = Ended.in(open, 60, "/box/hostile", "mounts");
        assertThat(end.out()).as(end.toString()).contains("mount tmpfs: ESCAPED");
    }

    @Test
    void withoutItsLimitsASandboxHasMoreDescriptors() throws Exception {
        Sandbox open = hostile().in(Sandbox.untrusted()).withoutRlimit(io.jlinux.security.Rlimit.Resource.NOFILE);
        Ended end = Ended.in(open, 60, "/box/hostile", "descriptor-bomb");
        assertThat(end.out()).as(end.toString()).doesNotContainPattern("\\n?2\\d\\d descriptors, then EMFILE");
    }
}
