package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A container is not its JVM's: others start it, signal it and remove it. What one that was killed has left: {@link KilledRuntimeTest}. */
@Tag("heavy")
@NoLeaks
@Timeout(900)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class OtherJvmTest extends OnRuntime {
    private static final String MARK = "12345.6789";

    @BeforeEach
    void makeBundle() throws Exception {
        OciConfig config = BusyboxBundle.script("true").withArgs("/bin/sleep", MARK);
        Files.write(dir.resolve("config.json"), ConfigWriter.write(config));
    }

    private String jvm(String... args) throws Exception {
        List<String> all = new ArrayList<>(List.of(args[0], runtime.root().toString(), id));
        all.addAll(List.of(args).subList(1, args.length));
        return OtherJvm.run(RuntimeMain.class, all.toArray(String[]::new));
    }

    @Test
    void eachStepOfALifeInAJvmOfItsOwn() throws Exception {
        jvm("create", dir.toString());
        assertThat(runtime.state(id).status()).isEqualTo(OciStatus.CREATED);
        jvm("start");
        assertThat(jvm("state")).contains("\"status\": \"running\"", "\"bundle\": \"" + dir + "\"");
        try (OciContainer here = runtime.get(id)) {
            try (LinuxProcess p = here.exec(
                    here.config().process().orElseThrow().toBuilder()
                            .args("/bin/true")
                            .build(),
                    ContainerOptions.of(ContainerIo.none()))) {
                assertThat(p.waitFor()).isZero();
            }
            var end = here.onExit();
            assertThat(end).isNotDone();
            jvm("kill");
            // how it ended is told to its parent alone
            assertThat(end.get(60, TimeUnit.SECONDS)).isEmpty();
        }
        assertThat(runtime.state(id).status()).isEqualTo(OciStatus.STOPPED);
        jvm("delete");
        assertThat(runtime.list()).isEmpty();
    }
}
