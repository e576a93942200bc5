package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down of a network is read back, whatever of it there is. */
@Tag("pure")
class NetworkNoteTest {
    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void itReadsWhatItWrote(boolean registered, boolean helped) {
        NetworkNote note = new NetworkNote(
                Path.of("/tmp/a b"),
                registered ? Optional.of(Path.of("/run/x")) : Optional.empty(),
                helped ? Optional.of(new ProcessIdentity(17, 4711)) : Optional.empty());
        assertThat(NetworkNote.read(note.write())).contains(note);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/tmp/a", "/tmp/a\0\0\0", "/tmp/a\0\0x\0", "/tmp/a\0/run/x\0007 \0", "/tmp/a\0/run/x\0007 8"
            })
    void aDamagedOneHasNoHelper(String text) {
        Optional<NetworkNote> note = NetworkNote.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(note.flatMap(NetworkNote::helper)).isEmpty();
    }
}
