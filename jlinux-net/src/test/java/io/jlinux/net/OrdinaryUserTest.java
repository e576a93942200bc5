package io.jlinux.net;

import static io.jlinux.testkit.Requirement.NOT_ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.sysctl.Ipv4Sysctls;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.net.tc.Fifo;
import io.jlinux.net.tc.Handle;
import io.jlinux.net.tc.TrafficControl;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import org.junit.jupiter.api.Test;

@Requires(NOT_ROOT)
@NoLeaks
class OrdinaryUserTest {
    @Test
    void anOrdinaryUserMayLook() throws Exception {
        assertThat(Links.here().list()).extracting(Link::name).contains("lo");
        assertThat(Links.loopback().link().isLoopback()).isTrue();
        assertThat(Routes.here().list()).isNotNull();
        assertThat(Addresses.here().list()).isNotNull();
        assertThat(Links.here().find("nothing")).isEmpty();
    }

    @Test
    void anOrdinaryUserIsToldWhatItLacks() {
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Veth.create("jlt-a", "jlt-b"))
                .matches(e -> e.errno() == Errno.EPERM)
                .withMessageContaining("create veth jlt-a/jlt-b: EPERM (Operation not permitted)")
                .withMessageContaining("CAP_NET_ADMIN")
                .withMessageContaining("Namespace.USER");
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Bridge.create("jlt-br"))
                .matches(e -> e.errno() == Errno.EPERM);
        assertThatExceptionOfType(NetlinkException.class)
                .isThrownBy(() -> Links.loopback().addAddress(Cidr.of("10.99.0.1/32")))
                .matches(e -> e.errno() == Errno.EPERM);
    }

    @Test
    void settingsMayBeReadAndNotWritten() throws Exception {
        assertThat(Sysctl.here().get(Ipv4Sysctls.LOCAL_PORTS).first()).isPositive();
        assertThatExceptionOfType(LinuxException.class)
                .isThrownBy(() -> Sysctl.here().set(Ipv4Sysctls.FORWARD, false))
                .matches(e -> e.errno() == Errno.EACCES || e.errno() == Errno.EROFS)
                .withMessageContaining("set sysctl to '0' net.ipv4.ip_forward");
        try (TrafficControl tc = TrafficControl.open("lo")) {
            assertThat(tc.qdiscs()).isNotNull();
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> tc.addQdisc(Handle.ROOT, Fifo.packets()))
                    .matches(e -> e.errno() == Errno.EPERM)
                    .withMessageContaining("CAP_NET_ADMIN");
        }
    }

    @Test
    void anotherNamespaceIsNotEntered() throws Exception {
        try (NamespaceHandle here = Namespace.NET.current()) {
            assertThatExceptionOfType(LinuxException.class)
                    .isThrownBy(() -> Links.in(here).list())
                    .matches(e -> e.errno() == Errno.EPERM)
                    .withMessageContaining("enter network namespace net:[");
        }
    }
}
