package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciTimeOffset;
import io.jlinux.oci.spec.OffsetClock;
import io.jlinux.oci.spec.SysctlName;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Namespaces that are made, joined or shared, and what is set in them. */
@NoLeaks
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class ContainerNamespacesTest extends OnBusybox {
    @Test
    void sysctlsAreOfTheContainerOnly() throws Exception {
        Path file = Path.of("/proc/sys/kernel/shm_rmid_forced");
        String before = Files.readString(file);
        OciConfig config = BusyboxBundle.script(
                        "cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced /proc/sys/fs/mqueue/msg_max")
                .editLinux(linux -> linux.sysctl("net.ipv4.ip_forward", "1")
                        .sysctl("kernel.shm_rmid_forced", "1")
                        .sysctl("fs.mqueue.msg_max", "15"));

        assertThat(bundle.run(config).lines()).containsExactly("1", "1", "15");
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    /** The value is the one that is there: a host whose parameter is set after all stays as it is. */
    @ParameterizedTest
    @CsvSource({
        "NET,net.ipv4.ip_forward",
        "NET,net/ipv4/conf/lo/forwarding",
        "IPC,kernel.sem",
        "IPC,fs.mqueue.msg_max",
        "UTS,kernel.domainname"
    })
    void aSysctlOfANamespaceOfTheHostIsRefused(Namespace type, String key) throws Exception {
        String path = "/proc/self/ns/" + type.procName();
        SysctlName name = SysctlName.parse(key).orElseThrow();
        String value = Files.readString(Path.of("/proc/sys", name.path())).strip();
        OciConfig config = BusyboxBundle.script("true")
                .withoutHostname()
                .withNamespace(OciNamespace.join(type, path))
                .editLinux(linux -> linux.sysctl(key, value));

        for (ThrowableAssert.ThrowingCallable use : List.<ThrowableAssert.ThrowingCallable>of(
                () -> bundle.run(config), () -> OciBundle.of(dir, config).explain())) {
            assertThatThrownBy(use)
                    .isInstanceOf(OciConfigException.class)
                    .hasMessageStartingWith("/linux/sysctl/" + key.replace("/", "~1") + ": would be set on the host")
                    .hasMessageContaining(path);
        }
    }

    @Test
    void aSysctlOfANamespaceOfAnotherContainerIsSetThere() throws Exception {
        try (OciContainer first = bundle.start(BusyboxBundle.script("read -r x; cat /proc/sys/net/ipv4/ip_forward"))) {
            OciConfig config = BusyboxBundle.script("true")
                    .withNamespace(OciNamespace.join(
                            Namespace.NET, "/proc/" + first.process().pid() + "/ns/net"))
                    .editLinux(linux -> linux.sysctl("net.ipv4.ip_forward", "1"));
            assertThat(bundle.run(config).err()).isEmpty();
            first.process().getOutputStream().close();

            assertThat(BusyboxBundle.result(first).out()).isEqualTo("1\n");
        }
    }

    @Test
    void theClockSinceBootIsMoved() throws Exception {
        long before = seconds(Files.readString(Path.of("/proc/uptime")));
        OciConfig config = BusyboxBundle.script("cat /proc/uptime; cat /proc/self/timens_offsets | tr -s ' '")
                .withNamespace(OciNamespace.create(Namespace.TIME))
                .editLinux(linux -> linux.timeOffsets(Map.of(
                        OffsetClock.BOOTTIME, new OciTimeOffset(1_000_000, 5),
                        OffsetClock.MONOTONIC, new OciTimeOffset(86_400, 0))));

        List<String> lines = bundle.run(config).lines();

        assertThat(seconds(lines.get(0))).isBetween(before + 1_000_000, before + 1_000_100);
        assertThat(lines.subList(1, 3)).containsExactly("monotonic 86400 0", "boottime 1000000 5");
    }

    private static long seconds(String uptime) {
        return Long.parseLong(uptime.substring(0, uptime.indexOf('.')));
    }

    @Test
    void hostnameAndDomainname() throws Exception {
        OciConfig config = BusyboxBundle.script("cat /proc/sys/kernel/hostname /proc/sys/kernel/domainname").toBuilder()
                .hostname("box")
                .domainname("example.org")
                .build();

        assertThat(bundle.run(config).lines()).containsExactly("box", "example.org");
    }

    @Test
    void aNamespaceOfAnotherContainerIsJoinedByItsPath() throws Exception {
        try (OciContainer first = bundle.start(BusyboxBundle.script("read -r x"))) {
            String ns = "/proc/" + first.process().pid() + "/ns/";
            OciConfig config = BusyboxBundle.script(
                            "readlink /proc/self/ns/net; readlink /proc/self/ns/ipc; hostname; echo $$")
                    .withNamespace(OciNamespace.join(Namespace.NET, ns + "net"))
                    .withNamespace(OciNamespace.join(Namespace.IPC, ns + "ipc"))
                    .withNamespace(OciNamespace.join(Namespace.UTS, ns + "uts"))
                    .withoutHostname();

            assertThat(bundle.run(config).lines())
                    .containsExactly(
                            Files.readSymbolicLink(Path.of(ns, "net")).toString(),
                            Files.readSymbolicLink(Path.of(ns, "ipc")).toString(),
                            "runc",
                            "1");
        }
    }

    @Test
    void thePidNamespaceOfAnotherContainerIsJoined() throws Exception {
        try (OciContainer first = bundle.start(BusyboxBundle.script("read -r x"))) {
            String path = "/proc/" + first.process().pid() + "/ns/pid";
            OciConfig config = BusyboxBundle.script("readlink /proc/self/ns/pid; cat /proc/1/cmdline; exit 9")
                    .withNamespace(OciNamespace.join(Namespace.PID, path));
            BusyboxBundle.Result result = bundle.run(config);

            assertThat(result.lines().get(0))
                    .isEqualTo(Files.readSymbolicLink(Path.of(path)).toString());
            assertThat(result.out()).contains("read -r x");
            assertThat(result.code()).isEqualTo(9);
            assertThat(first.process().isAlive()).isTrue();
        }
    }

    @Test
    void aNamespaceOfAnotherTypeOrNoneIsRefused() {
        for (String path : new String[] {"/proc/self/ns/uts", "/proc/self/status", "/nonexistent"}) {
            OciConfig config = BusyboxBundle.script("true").withNamespace(OciNamespace.join(Namespace.NET, path));
            assertThatThrownBy(() -> bundle.start(config))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining(path);
        }
    }

    @Test
    void withoutANetNamespaceTheHostsIsShared() throws Exception {
        OciConfig config = BusyboxBundle.script("readlink /proc/self/ns/net").withoutNamespace(Namespace.NET);
        // a sysfs shows the network of its mounter, who must own it
        String own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();

        assertThat(bundle.run(config).lines()).containsExactly(own);
    }

    @Test
    void aUserNamespaceWithRangesMapsIdsAndDevicesAreBinds() throws Exception {
        OciConfig config = BusyboxBundle.script("""
                        id -u; id -G; cat /proc/self/uid_map; stat -c '%u:%g' /bin/busybox
                        stat -c '%t:%T' /dev/null; echo x > /dev/null && echo written; touch /dev/shm/x && stat -c %u /dev/shm/x
                        grep CapEff /proc/self/status
                        """)
                .withNamespace(OciNamespace.create(Namespace.USER))
                .editLinux(linux -> linux.uidMappings(
                                IdMap.range(0, 100_000, 65_536).uids())
                        .gidMappings(IdMap.range(0, 100_000, 65_536).gids()));
        makeReachable();
        BusyboxBundle.Result result = bundle.run(config);

        assertThat(result.err()).isEmpty();
        assertThat(result.lines().stream().map(l -> l.strip().replaceAll("\\s+", " ")))
                .containsExactly(
                        "0", "0", "0 100000 65536", "65534:65534", "1:3", "written", "0", "CapEff: 0000000020000420");
    }

    @Test
    void anOrdinaryUserOfAUserNamespace() throws Exception {
        OciConfig config = BusyboxBundle.script("id -u; id -g; id -G")
                .withNamespace(OciNamespace.create(Namespace.USER))
                .withUser(1000, 1000)
                .editLinux(linux -> linux.uidMappings(
                                IdMap.range(0, 100_000, 65_536).uids())
                        .gidMappings(IdMap.range(0, 100_000, 65_536).gids()));
        makeReachable();

        assertThat(bundle.run(config).lines()).containsExactly("1000", "1000", "1000");
    }

    /** The mapped root owns neither the root nor what leads to it, so it can make no directories there. */
    private void makeReachable() throws IOException {
        for (String name : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(name));
        assertThat(dir.toFile().setExecutable(true, false)).isTrue();
        assertThat(bundle.root().toFile().setExecutable(true, false)).isTrue();
    }
}
