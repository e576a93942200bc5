package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDONLY;
import static io.jlinux.sys.raw.Fcntl.O_WRONLY;

import io.jlinux.security.SecurityLabel;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The label of the program. The procfs is opened before any namespace is joined and any root entered: what lies at {@code /proc}
 * of an image may be anything (CVE-2019-16884).
 */
final class LabelSteps {
    private static final String CONTEXT = "context=";

    private LabelSteps() {}

    /** The host's procfs, where one is needed. */
    static @Nullable Slot openProcfs(SpawnSpec spec, TapeBuilder tape) {
        if (spec.securityLabel == null) return null;
        Slot procfs = tape.slot("procfs");
        int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
        open(tape, Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"), "/proc", flags, "O_PATH|O_DIRECTORY|O_CLOEXEC", procfs);
        return procfs;
    }

    /** Keys have labels with SELinux: the program may use a keyring that has its own. The kernel forgets it at execve. */
    static void setOfKeyring(SpawnSpec spec, TapeBuilder tape, Slot procfs) {
        SecurityLabel label = spec.securityLabel;
        if (label == null || label.module() != SecurityLabel.Module.SELINUX || !spec.newKeyring) return;
        write(tape, procfs, "attr/keycreate", "set " + label.kind() + " of keyring", label);
    }

    static void set(SpawnSpec spec, TapeBuilder tape, Slot procfs) {
        SecurityLabel label = spec.securityLabel;
        if (label == null) return;
        write(tape, procfs, label.file(), "set " + label.kind(), label);
        PathSteps.close(tape, Arg.ref(procfs));
    }

    private static void write(TapeBuilder tape, Slot procfs, String file, String operation, SecurityLabel label) {
        Slot opened = tape.slot("label");
        int flags = O_WRONLY | O_CLOEXEC;
        open(tape, Arg.ref(procfs), "thread-self/" + file, flags, "O_WRONLY|O_CLOEXEC", opened);
        NamespaceSteps.writeOpen(tape, operation, label.label(), Arg.ref(opened), label.content());
    }

    /** Takes the option {@code context=} out of those of a mount. */
    static @Nullable String takeContext(List<String> options) {
        for (String option : options) {
            if (!option.startsWith(CONTEXT)) continue;
            options.remove(option);
            return option.substring(CONTEXT.length());
        }
        return null;
    }

    /**
     * Labels the root of a new mount of SELinux. As an option, {@code context} is for a whole file system, which that of the message queues cannot
     * be told any more: the IPC namespace has it already.
     */
    static void label(TapeBuilder tape, Slot mount, String target, String label) {
        Slot root = tape.slot("root");
        int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
        open(tape, Arg.ref(mount), ".", flags, "O_RDONLY|O_DIRECTORY|O_CLOEXEC", root);
        int length = label.getBytes(StandardCharsets.UTF_8).length + 1;
        tape.call(
                "set SELinux label " + label + " of",
                target,
                Syscall.FSETXATTR,
                Arg.ref(root),
                Arg.text("security.selinux"),
                Arg.text(label),
                Arg.num(length),
                Arg.num(0));
        PathSteps.close(tape, Arg.ref(root));
    }

    private static void open(TapeBuilder tape, Arg at, String path, int flags, String text, Slot into) {
        tape.call("open", path, Syscall.OPENAT, at, Arg.text(path), Arg.flags(flags, text), Arg.num(0))
                .into(into);
    }
}
