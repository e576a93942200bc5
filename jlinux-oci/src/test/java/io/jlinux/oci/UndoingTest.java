package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class UndoingTest {
    @Test
    void everyStepIsDoneAndNoneHidesTheCause() {
        IOException cause = new IOException("why");
        RuntimeException unchecked = new IllegalStateException("unchecked");
        IOException checked = new IOException("checked");
        List<String> done = new ArrayList<>();
        Undoing undoing = new Undoing(cause);
        undoing.step(() -> done.add("first"));
        assertThat(undoing.isComplete()).isTrue();
        undoing.step(() -> {
            throw unchecked;
        });
        undoing.step(() -> {
            throw checked;
        });
        undoing.step(() -> {
            throw cause; // which cannot be suppressed by itself
        });
        undoing.step(() -> done.add("last"));
        assertThat(done).containsExactly("first", "last");
        assertThat(cause).hasSuppressedException(unchecked).hasSuppressedException(checked);
        assertThat(cause.getSuppressed()).hasSize(2);
        assertThat(undoing.isComplete()).isFalse();
    }
}
