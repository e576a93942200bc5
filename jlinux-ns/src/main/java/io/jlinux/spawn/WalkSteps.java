package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.AT_EMPTY_PATH;
import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path of the root without openat2(2), so before Linux 5.6: each component is opened from the one before it, and a symbolic
 * link anywhere is {@code ELOOP}. Stricter than openat2, and as safe: nothing is followed, so nothing leads outside.
 */
final class WalkSteps {
    private WalkSteps() {}

    static Opening open(
            TapeBuilder tape, Arg dir, String operation, String target, List<String> names, int flags, Slot into) {
        if (names.isEmpty()) {
            int index = tape.size();
            return new Opening(openAt(tape, dir, operation, target, ".", flags, into), index);
        }
        @Nullable Opening all = null;
        Arg from = dir;
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            // a link is told from a directory by looking at it: O_DIRECTORY would make both a plain ENOTDIR
            int how = last ? flags & ~O_DIRECTORY : O_PATH;
            Slot next = last ? into : tape.slot("walk");
            int index = tape.size();
            Step step = openAt(tape, from, operation, target, names.get(i), how | O_NOFOLLOW, next);
            if (all == null) all = new Opening(step, index);
            else all.add(step, index);
            if ((how & O_PATH) != 0) checkType(tape, operation, target, next, last && (flags & O_DIRECTORY) != 0);
            if (i > 0) PathSteps.close(tape, from);
            from = Arg.ref(next);
        }
        if (all == null) throw new IllegalStateException("no names");
        int index = tape.size();
        all.end(tape.move(from).into(into), index);
        return all;
    }

    private static Step openAt(
            TapeBuilder tape, Arg dir, String operation, String target, String name, int flags, Slot into) {
        String text =
                ((flags & O_PATH) != 0 ? "O_PATH|" : (flags & 3) == 1 ? "O_WRONLY|" : (flags & 3) == 2 ? "O_RDWR|" : "")
                        + ((flags & O_NOFOLLOW) != 0 ? "O_NOFOLLOW|" : "")
                        + "O_CLOEXEC";
        return tape.call(
                        operation,
                        target,
                        Syscall.OPENAT,
                        dir,
                        Arg.text(name),
                        Arg.flags(flags | O_CLOEXEC, text),
                        Arg.num(0))
                .into(into)
                .retryInterrupted();
    }

    /** The file types differ in few bits: only a symbolic link has both that of a regular file and that of a device. */
    private static void checkType(TapeBuilder tape, String operation, String target, Slot fd, boolean directory) {
        Slot stat = tape.slots("stat", Statx.STRUCT_SIZE / 8);
        tape.call(
                operation,
                target,
                Syscall.STATX,
                Arg.ref(fd),
                Arg.text(""),
                Arg.flags(AT_EMPTY_PATH, "AT_EMPTY_PATH"),
                Arg.flags(Statx.BASIC_STATS, "STATX_BASIC_STATS"),
                new Arg.Out(stat));
        Arg mode = new Arg.Ref(stat, Statx.MODE / 8);
        Step isLink = tape.check(operation, target, mode, word(Statx.S_IFLNK), word(Statx.S_IFLNK), Errno.ELOOP);
        isLink.accept(Errno.ELOOP).skipOnError(1);
        tape.check(operation, target, Arg.num(0), -1, 1, Errno.ELOOP);
        if (directory) tape.check(operation, target, mode, word(Statx.S_IFMT), word(Statx.S_IFDIR), Errno.ENOTDIR);
    }

    private static long word(int mode) {
        return (long) mode << (Statx.MODE % 8 * 8);
    }
}
