package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciSeccomp;
import io.jlinux.oci.spec.SeccompAction;
import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompListener;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The listener of a container's filter goes to the agent that the config names, with the state that the spec describes. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class SeccompAgentTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path dir;

    @BeforeEach
    void makeBundle() throws Exception {
        BusyboxBundle.create(dir);
    }

    private Path socket() {
        return dir.resolve("agent");
    }

    private OciConfig config(String script, boolean noNewPrivileges) {
        OciSeccomp seccomp = new OciSeccomp(
                SeccompAction.ALLOW,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(socket().toString()),
                Optional.of("some=metadata"),
                List.of(new OciSeccomp.Rule(
                        List.of("mkdir", "mkdirat"), SeccompAction.NOTIFY, OptionalInt.empty(), List.of())));
        return BusyboxBundle.script(script)
                .withAnnotation("key", "value")
                .editProcess(p -> p.noNewPrivileges(noNewPrivileges))
                .editLinux(linux -> linux.seccomp(seccomp));
    }

    /** Answers every call with "No space left on device", on a thread of its own that ends with the filter. */
    private static SeccompListener answer(DescriptorListener.Message message) throws Exception {
        SeccompListener listener = SeccompListener.adopt(message.fd());
        listener.start(call -> SeccompAnswer.failure(Errno.ENOSPC));
        return listener;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofACreatedContainer(boolean noNewPrivileges) throws Exception {
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));
        OciConfig config = config("mkdir /dev/x; exit 0", noNewPrivileges);
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.devNull(), Stdio.pipe());
        try (DescriptorListener agent = DescriptorListener.at(socket());
                OciContainer container =
                        runtime.create(BusyboxBundle.id(), OciBundle.of(dir, config), ContainerOptions.of(io))) {
            DescriptorListener.Message message = agent.receive();
            try (SeccompListener listener = answer(message)) {
                JsonNode state = JSON.readTree(message.text());
                long pid = container.process().pid();
                assertThat(state.get("ociVersion").stringValue()).isEqualTo(config.ociVersion());
                assertThat(state.get("fds")).hasSize(1);
                assertThat(state.at("/fds/0").stringValue()).isEqualTo("seccompFd");
                assertThat(state.get("pid").longValue()).isEqualTo(pid);
                assertThat(state.get("metadata").stringValue()).isEqualTo("some=metadata");
                assertThat(state.at("/state/id").stringValue()).isEqualTo(container.id());
                assertThat(state.at("/state/status").stringValue()).isEqualTo("creating");
                assertThat(state.at("/state/pid").longValue()).isEqualTo(pid);
                assertThat(state.at("/state/bundle").stringValue()).isEqualTo(dir.toString());
                assertThat(state.at("/state/annotations/key").stringValue()).isEqualTo("value");

                container.start();
                String said = new String(container.process().getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said).contains("No space left on device");
                assertThat(container.waitFor().shellCode()).isZero();
            }
        }
    }

    @Test
    void ofOneThatIsRunAndOfAnotherProcessInIt() throws Exception {
        OciConfig config = config("mkdir /dev/x; exec sleep 1000", true);
        try (DescriptorListener agent = DescriptorListener.at(socket());
                OciContainer container = OciBundle.of(dir, config).start(BusyboxBundle.id(), ContainerIo.none())) {
            try (SeccompListener first = answer(agent.receive())) {
                OciProcess program = config.process().orElseThrow().toBuilder()
                        .args("/bin/mkdir", "/dev/y")
                        .build();
                ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.devNull(), Stdio.pipe());
                try (LinuxProcess p = container.exec(program, ContainerOptions.of(io))) {
                    DescriptorListener.Message message = agent.receive();
                    try (SeccompListener second = answer(message)) {
                        JsonNode state = JSON.readTree(message.text());
                        assertThat(state.get("pid").longValue()).isEqualTo(p.pid());
                        assertThat(state.at("/state/status").stringValue()).isEqualTo("running");
                        assertThat(state.at("/state/pid").longValue())
                                .isEqualTo(container.process().pid());
                        assertThat(new String(p.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                                .contains("No space left on device");
                    }
                }
            }
        }
    }

    @Test
    void withoutAnAgentNothingIsMade() {
        assertThatThrownBy(() -> OciBundle.of(dir, config("true", true)).start(BusyboxBundle.id(), ContainerIo.none()))
                .isInstanceOf(OciConfigException.class)
                .hasMessageStartingWith("/linux/seccomp/listenerPath: nobody listens at " + socket());
    }

    @Test
    void anAgentThatIsNoSocketEndsTheContainer() throws Exception {
        Files.writeString(socket(), "no socket");
        OciRuntime runtime = OciRuntime.at(dir.resolve("state"));

        assertThatThrownBy(() -> runtime.create(
                        BusyboxBundle.id(),
                        OciBundle.of(dir, config("true", true)),
                        ContainerOptions.of(ContainerIo.none())))
                .hasMessageStartingWith("connect to " + socket() + ": ECONNREFUSED");
        assertThat(runtime.ids()).isEmpty();
    }

    @Test
    void withoutANotificationThePathIsIgnored() throws Exception {
        OciSeccomp quiet = new OciSeccomp(
                SeccompAction.ALLOW,
                OptionalInt.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(socket().toString()),
                Optional.empty(),
                List.of());
        try (OciContainer container = OciBundle.of(
                        dir, BusyboxBundle.script("exit 3").editLinux(l -> l.seccomp(quiet)))
                .start(BusyboxBundle.id(), ContainerIo.none())) {
            assertThat(container.waitFor().shellCode()).isEqualTo(3);
        }
    }
}
