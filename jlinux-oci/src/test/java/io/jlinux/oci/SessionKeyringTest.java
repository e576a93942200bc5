package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.ns.IdMap;
import io.jlinux.oci.run.SessionKeyring;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Stdio;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A container has a session keyring of its own, one for all of its processes. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class SessionKeyringTest {
    private static final String SHOW = "cat /proc/keys";

    @TempDir
    Path dir;

    private OciRuntime runtime;
    private final String id = BusyboxBundle.id();

    @BeforeEach
    void makeBundle() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/keys")), "a kernel without keyrings");
        BusyboxBundle.create(dir);
        runtime = OciRuntime.at(dir.resolve("state"));
    }

    /** With /proc/keys to be looked at. */
    private static OciConfig seeing(OciConfig config, String script) {
        return BusyboxBundle.script(config, script).editLinux(l -> l.maskedPaths(List.of()));
    }

    private static ContainerOptions io() {
        return ContainerOptions.of(new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout()));
    }

    private static String text(LinuxProcess p) throws Exception {
        return new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The serial numbers of the keyrings of that name. */
    private static List<String> ringsOf(String keys, String id) {
        return keys.lines()
                .filter(l -> l.contains(" _ses." + id + ":"))
                .map(l -> l.substring(0, l.indexOf(' ')))
                .toList();
    }

    private void assertOneForAll(OciConfig config) throws Exception {
        OciConfig both = seeing(config, SHOW + "; echo; echo end; exec sleep 1000");
        try (OciContainer c = runtime.start(id, OciBundle.of(dir, both), io())) {
            StringBuilder said = new StringBuilder();
            while (!said.toString().endsWith("\nend\n")) {
                said.append((char) c.process().getInputStream().read());
            }
            List<String> first = ringsOf(said.toString(), id);
            assertThat(first).as(said.toString()).hasSize(1);
            OciProcess program = c.config().process().orElseThrow().toBuilder()
                    .args("/bin/sh", "-c", SHOW)
                    .build();
            try (OciContainer again = runtime.get(id);
                    LinuxProcess p = again.exec(program, io())) {
                assertThat(ringsOf(text(p), id)).isEqualTo(first);
            }
        }
    }

    @Test
    void oneForTheContainer() throws Exception {
        assertThat(SessionKeyring.isAvailable()).isTrue();
        assertOneForAll(OciConfig.template());
    }

    @Test
    void oneForTheContainerInAUserNamespace() throws Exception {
        // root in there is nobody here
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String target : List.of("proc", "dev", "sys"))
            Files.createDirectory(dir.resolve("rootfs").resolve(target));
        assertOneForAll(OciConfig.rootlessTemplate(IdMap.range(0, 100_000, 65_536)));
    }

    @Test
    void alsoOfOneThatIsInNoStateDirectory() throws Exception {
        try (OciContainer c = OciBundle.of(dir, seeing(OciConfig.template(), SHOW))
                .start(id, new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout()))) {
            assertThat(ringsOf(text(c.process()), id)).hasSize(1);
        }
    }

    @Test
    void orTheCallers() throws Exception {
        OciConfig config = seeing(OciConfig.template(), "exec sleep 1000");
        try (OciContainer c = runtime.start(id, OciBundle.of(dir, config), io().withCallersKeyring())) {
            assertThat(runtime.state(id).ownKeyring()).isFalse();
            OciProcess program = c.config().process().orElseThrow().toBuilder()
                    .args("/bin/sh", "-c", SHOW)
                    .build();
            // what another JVM finds written down
            try (OciContainer again = runtime.get(id);
                    LinuxProcess p = again.exec(program, io())) {
                assertThat(ringsOf(text(p), id)).isEmpty();
            }
        }
    }
}
