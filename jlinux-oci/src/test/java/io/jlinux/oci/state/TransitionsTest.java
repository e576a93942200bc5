package io.jlinux.oci.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation in every state. */
@Tag("pure")
class TransitionsTest {
    @ParameterizedTest
    @CsvSource({
        // operation, creating, created, running, paused, stopped; what it is after
        "START,  no, yes, no,  no,  no,  running",
        "KILL,   no, yes, yes, yes, no,  stopped",
        "DELETE, no, no,  no,  no,  yes, stopped",
        "EXEC,   no, yes, yes, no,  no,  running",
        "PAUSE,  no, yes, yes, no,  no,  paused",
        "RESUME, no, no,  no,  yes, no,  running",
        "UPDATE, no, yes, yes, yes, no,  running",
    })
    void everyOperationInEveryState(
            Transitions operation,
            String creating,
            String created,
            String running,
            String paused,
            String stopped,
            String after) {
        is(operation, OciStatus.CREATING, creating);
        is(operation, OciStatus.CREATED, created);
        is(operation, OciStatus.RUNNING, running);
        is(operation, OciStatus.PAUSED, paused);
        is(operation, OciStatus.STOPPED, stopped);
        assertThat(operation.to()).hasToString(after);
    }

    @Test
    void noOperationAndNoStateIsMissingAbove() {
        assertThat(Transitions.values()).hasSize(7);
        assertThat(OciStatus.values()).hasSize(5);
    }

    private static void is(Transitions operation, OciStatus status, String allowed) {
        boolean yes = allowed.equals("yes");
        assertThat(operation.isAllowed(status))
                .as("%s when %s", operation, status)
                .isEqualTo(yes);
        assertThat(operation.from().contains(status)).isEqualTo(yes);
        if (yes) {
            operation.check("web", status);
            return;
        }
        assertThatThrownBy(() -> operation.check("web", status))
                .isInstanceOfSatisfying(OciStateException.class, e -> {
                    assertThat(e.id()).isEqualTo("web");
                    assertThat(e.from()).isEqualTo(status);
                })
                .hasMessageStartingWith(
                        "cannot " + operation.verb() + " container web: it is " + status + ", and must be ");
    }
}
