package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container with a cgroup that it may write to makes cgroups of its own in there, and does not get at its limits. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP2_PIDS})
class CgroupOwnershipTest {
    private static final String SCRIPT = """
            cd /sys/fs/cgroup
            mkdir mine && echo $$ > mine/cgroup.procs && cat /proc/self/cgroup
            (echo max > pids.max) 2>/dev/null || echo refused
            exec sleep 1000
            """;

    @TempDir
    Path dir;

    @Test
    void itsRootOwnsIt() throws Exception {
        BusyboxBundle bundle = BusyboxBundle.create(dir);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String target : List.of("proc", "dev", "sys"))
            Files.createDirectory(bundle.root().resolve(target));
        OciConfig config = BusyboxBundle.script(OciConfig.rootlessTemplate(IdMap.range(0, 100_000, 65_536)), SCRIPT)
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withoutMount("/sys/fs/cgroup")
                .withMount(OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev"))
                .editResources(r -> r.pidsLimit(64));
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout());
        Path cgroup;
        try (OciContainer c = OciBundle.of(dir, config).start(BusyboxBundle.id(), io)) {
            cgroup = c.cgroup().orElseThrow().directories().get(0);
            StringBuilder said = new StringBuilder();
            while (!said.toString().endsWith("refused\n")) {
                int b = c.process().getInputStream().read();
                assertThat(b).as(said.toString()).isNotNegative();
                said.append((char) b);
            }
            assertThat(said).hasToString("0::/mine\nrefused\n");
            for (String own : List.of("", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "mine")) {
                assertThat(Files.getAttribute(cgroup.resolve(own), "unix:uid"))
                        .as(own)
                        .isEqualTo(100_000);
            }
            for (String roots : List.of("pids.max", "cgroup.freeze")) {
                assertThat(Files.getAttribute(cgroup.resolve(roots), "unix:uid"))
                        .as(roots)
                        .isEqualTo(0);
            }
        }
        assertThat(cgroup).doesNotExist();
    }

    @Test
    void withoutAWritableMountItStaysRoots() throws Exception {
        BusyboxBundle bundle = BusyboxBundle.create(dir);
        OciConfig config = BusyboxBundle.script("exec sleep 1000")
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withUser(1000, 1000);
        try (OciContainer c = bundle.start(config)) {
            Path cgroup = c.cgroup().orElseThrow().directories().get(0);
            assertThat(Files.getAttribute(cgroup, "unix:uid")).isEqualTo(0);
        }
    }
}
