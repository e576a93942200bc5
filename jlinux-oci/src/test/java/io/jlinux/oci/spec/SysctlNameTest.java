package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class SysctlNameTest {

    @ParameterizedTest
    @CsvSource({
        "net.ipv4.ip_forward, net/ipv4/ip_forward",
        "net/ipv4/ip_forward, net/ipv4/ip_forward",
        "net.ipv4.conf.eth0/100.forwarding, net/ipv4/conf/eth0.100/forwarding",
        "net/ipv4/conf/eth0.100/forwarding, net/ipv4/conf/eth0.100/forwarding",
        "kernel.sem, kernel/sem"
    })
    void aNameIsAFileBelowProcSys(String name, String path) {
        assertThat(SysctlName.parse(name).orElseThrow().path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "net",
                ".",
                "/",
                "..",
                "/net/x",
                ".net.x",
                "net..x",
                "net//x",
                "net.x.",
                "net/../kernel/core_pattern",
                "net.//.kernel.core_pattern",
                "net/./x"
            })
    void whatLeadsElsewhereIsNoName(String name) {
        assertThat(SysctlName.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "net.core.somaxconn, NET",
        "fs.mqueue.msg_max, IPC",
        "kernel.shm_rmid_forced, IPC",
        "kernel.sem, IPC",
        "kernel/msgmax, IPC",
        "kernel.domainname, UTS",
        "kernel.hostname,",
        "kernel.core_pattern,",
        "vm.swappiness,",
        "fs.file-max,",
        "network.x,"
    })
    void aNamespacedParameterHasItsNamespace(String name, Namespace type) {
        assertThat(SysctlName.parse(name).orElseThrow().namespace().orElse(null))
                .isEqualTo(type);
    }
}
