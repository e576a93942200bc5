package io.jlinux.oci.spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a state: for hooks, for people, and for the state directory.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state">runtime.md: State</a>
 */
public final class StateWriter {
    /** Of the state file; a file of another one is not read. */
    static final int VERSION = 1;

    private StateWriter() {}

    /** What hooks get on their stdin. */
    public static byte[] writeSpec(OciState state) {
        return JsonText.writeCompact(JsonObject.tree(o -> spec(o, state)));
    }

    /** What {@code runc state} prints. */
    public static byte[] writeDetails(OciState state) {
        return JsonText.write(JsonObject.tree(o -> {
            o.text("ociVersion", state.ociVersion());
            o.text("id", state.id());
            o.number("pid", state.pid().orElse(0));
            o.name("status", state.status());
            o.text("bundle", state.bundle().toString());
            o.text("rootfs", state.rootfs().toString());
            o.text("created", state.created().toString());
            o.map("annotations", state.annotations());
            o.text("owner", "");
        }));
    }

    /**
     * The container process state, which a seccomp agent gets.
     *
     * @param fd the name of the descriptor that comes with it
     */
    public static byte[] writeProcess(OciState state, long pid, Optional<String> metadata, String fd) {
        return JsonText.writeCompact(JsonObject.tree(o -> {
            o.text("ociVersion", state.ociVersion());
            o.texts("fds", List.of(fd));
            o.number("pid", pid);
            o.text("metadata", metadata);
            o.object("state", s -> spec(s, state));
        }));
    }

    /** What the state directory keeps, for {@link StateReader}. */
    public static byte[] write(OciState state) {
        ObjectNode tree = JsonObject.tree(o -> {
            o.number("version", VERSION);
            spec(o, state);
            o.number("startTime", state.startTime());
            o.text("rootfs", state.rootfs().toString());
            o.text("created", state.created().toString());
            o.number("owner", state.owner());
            o.texts("cgroups", state.cgroups().stream().map(Path::toString).toList());
            o.texts(
                    "cgroupParents",
                    state.cgroupParents().stream().map(Path::toString).toList());
            o.bool("ownKeyring", state.ownKeyring());
            o.text("scope", state.scope().map(OciScope::unit));
            o.bool("userScope", state.scope().map(OciScope::ofUser).orElse(false));
        });
        return JsonText.writeCompact(tree);
    }

    private static void spec(JsonObject o, OciState state) {
        o.text("ociVersion", state.ociVersion());
        o.text("id", state.id());
        o.name("status", state.status());
        o.number("pid", state.pid());
        o.text("bundle", state.bundle().toString());
        o.map("annotations", state.annotations());
    }
}
