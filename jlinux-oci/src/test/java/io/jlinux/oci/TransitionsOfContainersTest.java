package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciResources;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.Transitions;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be done with a real container is what the table says, and what it is then; what is refused changes nothing. */
@NoLeaks
@Timeout(60)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC, Requirement.CGROUP_WRITABLE})
class TransitionsOfContainersTest extends OnRuntime {
    private static final ContainerOptions SILENT = ContainerOptions.of(ContainerIo.none());

    @ParameterizedTest
    @EnumSource(
            value = OciStatus.class,
            names = {"CREATED", "RUNNING", "PAUSED", "STOPPED"})
    void everyOperation(OciStatus status) throws Exception {
        for (Transitions operation : Transitions.values()) {
            make(status);
            try {
                assertThat(runtime.state(id).status()).isEqualTo(status);
                if (operation.isAllowed(status)) assertIsDone(operation, status);
                else assertIsRefused(operation, status);
            } finally {
                runtime.deleteByForce(id);
            }
        }
    }

    private void make(OciStatus status) throws Exception {
        OciBundle box = OciBundle.of(dir, BusyboxBundle.script("exec sleep 1000"));
        try (OciContainer container = runtime.create(id, box, SILENT)) {
            if (status != OciStatus.CREATED) container.start();
            if (status == OciStatus.PAUSED) container.pause();
            if (status == OciStatus.STOPPED) {
                container.kill(Signal.KILL);
                container.waitFor();
            }
            container.detach();
        }
    }

    private void assertIsDone(Transitions operation, OciStatus before) throws Exception {
        perform(operation);
        OciStatus after = switch (operation) {
            case EXEC, UPDATE -> before; // no effect on that
            default -> operation.to();
        };
        if (operation == Transitions.DELETE) assertThat(runtime.ids()).isEmpty();
        else
            assertThat(runtime.state(id).status())
                    .as("%s when %s", operation, before)
                    .isEqualTo(after);
    }

    private void assertIsRefused(Transitions operation, OciStatus status) throws Exception {
        assertThatThrownBy(() -> perform(operation))
                .as("%s when %s", operation, status)
                .isInstanceOfSatisfying(
                        OciStateException.class, e -> assertThat(e.from()).isEqualTo(status))
                .hasMessageStartingWith("cannot " + operation.verb() + " container " + id + ": it is " + status);
        assertThat(runtime.state(id).status())
                .as("%s when %s", operation, status)
                .isEqualTo(status);
    }

    private void perform(Transitions operation) throws Exception {
        try (OciContainer container = runtime.get(id)) {
            switch (operation) {
                case START -> runtime.start(id);
                case KILL -> {
                    runtime.kill(id, Signal.KILL);
                    container.onExit().get(30, TimeUnit.SECONDS);
                }
                case DELETE -> runtime.delete(id);
                case EXEC -> exec(container);
                case PAUSE -> container.pause();
                case RESUME -> container.resume();
                case UPDATE -> {
                    container.update(limit());
                    assertThat(container.config().linux().resources().pids().limit())
                            .hasValue(33);
                }
            }
        }
    }

    private static OciResources limit() {
        return BusyboxBundle.script("")
                .editResources(r -> r.pidsLimit(33))
                .linux()
                .resources();
    }

    private static void exec(OciContainer container) throws Exception {
        OciProcess program = container.config().process().orElseThrow().toBuilder()
                .args("/bin/true")
                .build();
        try (LinuxProcess p = container.exec(program, SILENT)) {
            assertThat(p.waitFor()).isZero();
        }
    }
}
