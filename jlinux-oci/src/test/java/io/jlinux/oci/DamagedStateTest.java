package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciState;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A container whose state cannot be read can still be removed by force. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class DamagedStateTest extends OnRuntime {
    private OciContainer start() throws Exception {
        return runtime.start(
                id,
                OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000")),
                ContainerOptions.of(ContainerIo.none()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"version\": 99}", "null", "{\"version\":1,\"id\":\"x\"}"})
    void itsProcessesAndItsCgroupGo(String damage) throws Exception {
        try (OciContainer container = start()) {
            List<Path> directories = container.cgroup().orElseThrow().directories();
            Files.writeString(dir.resolve("state").resolve(id).resolve("state.json"), damage);

            assertThatThrownBy(() -> runtime.state(id)).hasMessageContaining("is damaged");
            assertThatThrownBy(() -> runtime.delete(id)).hasMessageContaining("is damaged");
            assertThat(runtime.list()).isEmpty();
            runtime.deleteByForce(id);

            assertThat(runtime.ids()).isEmpty();
            assertThat(directories).noneMatch(Files::exists);
            assertThat(container.waitFor().shellCode()).isEqualTo(128 + 9);
        }
    }

    @Test
    void withoutAConfigTheStateAloneGoes() throws Exception {
        Path state = Files.createDirectories(dir.resolve("state").resolve(id));
        Files.writeString(state.resolve("state.json"), "x");

        runtime.deleteByForce(id);

        assertThat(state).doesNotExist();
    }

    /** As while it is made, or when whoever made it was killed. */
    @Test
    void oneWhoseConfigIsNotWrittenYetCanBeRemovedByForce() throws Exception {
        try (OciContainer container = start()) {
            Files.delete(dir.resolve("state").resolve(id).resolve("config.json"));

            assertThat(runtime.state(id).pid()).hasValue(container.process().pid());
            assertThatThrownBy(() -> runtime.get(id))
                    .hasMessageContaining("read the config of container " + id + ": ENOENT")
                    .hasMessageContaining("a forced delete removes it");
            runtime.deleteByForce(id);

            assertThat(runtime.ids()).isEmpty();
            assertThat(container.waitFor().shellCode()).isEqualTo(128 + 9);
        }
    }

    /** Its hooks are missed; that is told. */
    @Test
    void aConfigThatCannotBeReadIsWarnedOf() throws Exception {
        try (OciContainer container = start()) {
            Files.writeString(dir.resolve("state").resolve(id).resolve("config.json"), "{");
            PrintStream before = System.err;
            ByteArrayOutputStream log = new ByteArrayOutputStream();
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            try {
                runtime.deleteByForce(id);
            } finally {
                System.setErr(before);
            }
            assertThat(runtime.ids()).isEmpty();
            assertThat(container.waitFor().shellCode()).isEqualTo(128 + 9);
            assertThat(log.toString(StandardCharsets.UTF_8))
                    .contains("the config of container " + id + " cannot be read: no poststop hooks are run");
        }
    }

    @Test
    void theStateTellsWhereItsNamespacesAre() throws Exception {
        try (OciContainer container = start()) {
            OciState state = runtime.state(id);
            Path net = state.namespacePath(Namespace.NET).orElseThrow();
            assertThat(Files.readSymbolicLink(net).toString()).startsWith("net:[");
            assertThat(net).isNotEqualTo(Path.of("/proc/self/ns/net"));
            assertThat(Files.readSymbolicLink(net)).isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
        }
        assertThat(runtime.ids()).isEmpty();
    }
}
