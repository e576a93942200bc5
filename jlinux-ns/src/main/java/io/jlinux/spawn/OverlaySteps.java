package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.AT_FDCWD;
import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Overlay;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An overlay's layers: as strings where those can say it, else as descriptors at known numbers, which the kernel finds by
 * their names in {@code /proc/self/fd}. A number takes few bytes, so that a hundred layers fit into the 255 that fsconfig(2)
 * takes, and the kernels before 6.5 never see a comma.
 */
final class OverlaySteps {
    private final TapeBuilder tape;
    private final MountSteps mounts;
    private final Spares spares;
    private final boolean userXattr;

    /**
     * For one tape.
     *
     * @param userXattr whether the layers' marks must be attributes that need no privilege
     */
    OverlaySteps(TapeBuilder tape, MountSteps mounts, Spares spares, boolean userXattr) {
        this.tape = tape;
        this.mounts = mounts;
        this.spares = spares;
        this.userXattr = userXattr;
    }

    /**
     * An overlay, not attached to anything yet.
     *
     * @param scratch a directory with {@code upper} and {@code work} in it, which is also the working directory; null for
     *     the overlay's own ones
     */
    void create(
            String operation,
            String path,
            Overlay overlay,
            @Nullable Arg scratch,
            MountAttributes attributes,
            Slot into) {
        List<String> options = new ArrayList<>();
        boolean strings = overlay.fitsStrings();
        Slot cwd = tape.slot("cwd");
        if (strings) {
            options.add("lowerdir=" + overlay.lowerdir());
            if (scratch != null) {
                options.add("upperdir=upper");
                options.add("workdir=work");
            }
            overlay.upper().ifPresent(u -> options.add("upperdir=" + Overlay.escape(u)));
            overlay.work().ifPresent(w -> options.add("workdir=" + Overlay.escape(w)));
        } else {
            open(operation, path, Arg.flags(AT_FDCWD, "AT_FDCWD"), ".", cwd);
            descriptors(operation, path, overlay, scratch, options);
        }
        if (userXattr) options.add("userxattr");
        options.addAll(overlay.options());
        mounts.create(operation, path, "overlay", "overlay", options, attributes, into);
        if (!strings) {
            tape.call(operation, path, Syscall.FCHDIR, Arg.ref(cwd));
            PathSteps.close(tape, Arg.ref(cwd));
        }
    }

    private void descriptors(
            String operation, String path, Overlay overlay, @Nullable Arg scratch, List<String> options) {
        Arg anywhere = Arg.flags(AT_FDCWD, "AT_FDCWD");
        StringBuilder lower = new StringBuilder();
        int n = 0;
        for (var layer : overlay.lower()) {
            lower.append(lower.isEmpty() ? "" : ":").append(layer(operation, path, anywhere, layer.toString(), n++));
        }
        options.add("lowerdir=" + lower);
        if (scratch != null) {
            options.add("upperdir=" + layer(operation, path, scratch, "upper", n++));
            options.add("workdir=" + layer(operation, path, scratch, "work", n));
        } else if (overlay.upper().isPresent()) {
            options.add("upperdir="
                    + layer(operation, path, anywhere, overlay.upper().get().toString(), n++));
            options.add("workdir="
                    + layer(
                            operation,
                            path,
                            anywhere,
                            overlay.work().orElseThrow().toString(),
                            n));
        }
        tape.call(operation, path, Syscall.CHDIR, Arg.text("/proc/self/fd"));
    }

    private int layer(String operation, String path, Arg directory, String name, int n) {
        Fd spare = spares.forLayer(n);
        Slot slot = tape.slot("layer");
        open(operation, path, directory, name, slot);
        tape.call(
                operation,
                path,
                Syscall.DUP3,
                Arg.ref(slot),
                Arg.num(spare.number()),
                Arg.flags(O_CLOEXEC, "O_CLOEXEC"));
        PathSteps.close(tape, Arg.ref(slot));
        return spare.number();
    }

    private void open(String operation, String path, Arg directory, String name, Slot into) {
        tape.call(
                        operation,
                        path,
                        Syscall.OPENAT,
                        directory,
                        Arg.text(name),
                        Arg.flags(O_PATH | O_DIRECTORY | O_CLOEXEC, "O_PATH|O_DIRECTORY|O_CLOEXEC"),
                        Arg.num(0))
                .into(into);
    }
}
