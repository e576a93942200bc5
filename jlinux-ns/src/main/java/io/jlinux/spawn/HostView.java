package io.jlinux.spawn;

import io.jlinux.spawn.tape.Naming;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a compilation has seen of the host's files and of the caller, and what its tape therefore holds for: a tape that is played again is
 * one that would come out again.
 */
final class HostView {
    private enum Kind {
        TYPE,
        DIRECTORY,
        LINK,
        CALLER
    }

    private record Look(Kind kind, String path, Object seen) {}

    private final List<Look> looks = new ArrayList<>();
    private final @Nullable Naming naming;

    /** @param naming the name that the start has in paths, or null */
    HostView(@Nullable Naming naming) {
        this.naming = naming;
    }

    private static Object see(Kind kind, String named, @Nullable Naming naming) {
        String path = naming == null ? named : naming.apply(named);
        return switch (kind) {
            case TYPE -> FileType.of(path);
            case DIRECTORY -> FileType.isDirectory(path);
            case LINK -> RootPath.readLink(path);
            case CALLER -> RawSyscall.call(Syscall.GETEUID) << 32 | RawSyscall.call(Syscall.GETEGID);
        };
    }

    private Object look(Kind kind, String path) {
        Object seen = see(kind, path, naming);
        looks.add(new Look(kind, path, seen));
        return seen;
    }

    /** What lies at {@code path} itself, also where it is a symbolic link. */
    FileType type(String path) {
        return (FileType) look(Kind.TYPE, path);
    }

    /** Whether {@code path}, or what a link there leads to, is a directory. */
    boolean isDirectory(String path) {
        return (Boolean) look(Kind.DIRECTORY, path);
    }

    /** Where a symbolic link leads to. */
    RootPath.Link link(String path) {
        return (RootPath.Link) look(Kind.LINK, path);
    }

    /** Who the calling thread is: its effective user and group. */
    void caller() {
        look(Kind.CALLER, "");
    }

    /** Whether all of it would be seen again in a start of that name. */
    boolean holds(@Nullable Naming other) {
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            if (!look.seen.equals(see(look.kind, look.path, other))) return false;
        }
        return true;
    }

    /** Whether the same was seen of the same files. */
    boolean isSame(HostView other) {
        return looks.equals(other.looks);
    }
}
