package io.jlinux.oci.spec;

import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link StateWriter#write} wrote, perhaps in another JVM.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state">runtime.md: State</a>
 */
public final class StateReader {
    private StateReader() {}

    /**
     * Reads a state file.
     *
     * @throws OciConfigException when it is damaged, or of another version of JLinux
     */
    public static OciState read(byte[] json) {
        return JsonValue.document(JsonText.parse(json), unknown -> {}).object(StateReader::state);
    }

    private static OciState state(JsonValue state) {
        state.at("version").number(StateWriter.VERSION, StateWriter.VERSION);
        return new OciState(
                state.at("ociVersion").text(),
                state.at("id").nonEmptyText(),
                state.at("status").oneOf(OciStatus.values()),
                state.at("pid").optNumber(1, Integer.MAX_VALUE),
                state.at("startTime").optNumber(0, Long.MAX_VALUE),
                Path.of(state.at("bundle").absolutePath()),
                Path.of(state.at("rootfs").absolutePath()),
                time(state.at("created")),
                state.at("owner").number(0, 0xffff_ffffL),
                state.at("annotations").map(JsonValue::text),
                paths(state.at("cgroups")),
                paths(state.at("cgroupParents")),
                state.at("ownKeyring").boolOr(true),
                scope(state));
    }

    private static Optional<OciScope> scope(JsonValue state) {
        boolean ofUser = state.at("userScope").boolOr(false);
        return state.at("scope").optText().map(unit -> new OciScope(unit, ofUser));
    }

    private static Instant time(JsonValue value) {
        try {
            return Instant.parse(value.text());
        } catch (DateTimeParseException e) {
            throw value.must("be a time");
        }
    }

    private static List<Path> paths(JsonValue value) {
        return value.list(JsonValue::absolutePath).stream().map(Path::of).toList();
    }
}
