package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_WRONLY;

import io.jlinux.security.SecurityLabel;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import org.jspecify.annotations.Nullable;

/**
 * The label of the program. The procfs is opened before any namespace is joined and any root entered: what lies at {@code /proc}
 * of an image may be anything (CVE-2019-16884).
 */
final class LabelSteps {
    private LabelSteps() {}

    /** The host's procfs, where one is needed. */
    static @Nullable Slot openProcfs(SpawnSpec spec, TapeBuilder tape) {
        if (spec.securityLabel == null) return null;
        Slot procfs = tape.slot("procfs");
        int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
        open(tape, Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"), "/proc", flags, "O_PATH|O_DIRECTORY|O_CLOEXEC", procfs);
        return procfs;
    }

    static void set(SpawnSpec spec, TapeBuilder tape, Slot procfs) {
        SecurityLabel label = spec.securityLabel;
        if (label == null) return;
        Slot file = tape.slot("label");
        int flags = O_WRONLY | O_CLOEXEC;
        open(tape, Arg.ref(procfs), "thread-self/" + label.file(), flags, "O_WRONLY|O_CLOEXEC", file);
        NamespaceSteps.writeOpen(tape, "set " + label.kind(), label.label(), Arg.ref(file), label.content());
        PathSteps.close(tape, Arg.ref(procfs));
    }

    private static void open(TapeBuilder tape, Arg at, String path, int flags, String text, Slot into) {
        tape.call("open", path, Syscall.OPENAT, at, Arg.text(path), Arg.flags(flags, text), Arg.num(0))
                .into(into);
    }
}
