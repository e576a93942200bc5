package io.jlinux.spawn;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.util.ArrayList;
import java.util.List;

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

    private record Look(Kind kind, String path, Object seen) {
        boolean holds() {
            return seen.equals(see(kind, path));
        }
    }

    private final List<Look> looks = new ArrayList<>();

    private static Object see(Kind kind, String path) {
        return switch (kind) {
            case TYPE -> FileType.of(path);
            case DIRECTORY -> FileType.isDirectory(path);
            case LINK -> RootPath.readLink(path);
            case CALLER -> RawSyscall.call(Syscall.GETEUID) << 32 | RawSyscall.call(Syscall.GETEGID);
        };
    }

    private Object look(Kind kind, String path) {
        Object seen = see(kind, path);
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

    /** Whether all of it would be seen again. */
    boolean holds() {
        for (int i = 0; i < looks.size(); i++) {
            if (!looks.get(i).holds()) return false;
        }
        return true;
    }

    /** Whether the same was seen of the same files. */
    boolean isSame(HostView other) {
        return looks.equals(other.looks);
    }
}
