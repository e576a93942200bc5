package io.jlinux.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Whether what lies in a directory may be believed: in {@code /tmp}, somebody else may have made it first.
 *
 * <p>What passes stays so while those above it do not let others rename it, as the sticky bit of {@code /tmp} does; nobody but its owner
 * and root can make it writable. One stat(2) by the JDK, which gets no JNA ready.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/stat.2.html">stat(2)</a>
 */
public final class TrustedDirectory {
    private static final int S_IFMT = 0xf000;
    private static final int S_IFLNK = 0xa000;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;

    /** What lies at a path. */
    private record Look(long owner, int mode) {
        static Look at(Path path, LinkOption... options) throws IOException {
            Map<String, Object> stat = Files.readAttributes(path, "unix:uid,mode", options);
            return new Look(number(stat, "uid") & 0xffff_ffffL, number(stat, "mode"));
        }

        private static int number(Map<String, Object> stat, String name) {
            return (Integer) Objects.requireNonNull(stat.get(name));
        }

        boolean isLink() {
            return (mode & S_IFMT) == S_IFLNK;
        }

        boolean lets(int writers) {
            return (mode & writers) != 0;
        }
    }

    private TrustedDirectory() {}

    /**
     * Refuses a directory with a name that everybody knows unless it is {@code user}'s own, is no symbolic link, and nobody else may write
     * to it.
     *
     * @return whether there is anything
     * @throws LinuxException {@code EPERM} saying why it is refused
     */
    public static boolean checkOwn(Path directory, long user) throws IOException {
        try {
            Look look = Look.at(directory, LinkOption.NOFOLLOW_LINKS);
            if (look.isLink()) throw refused(directory, "it is a symbolic link");
            if (look.owner != user) throw refused(directory, "it belongs to user " + look.owner);
            if (look.lets(GROUP_WRITES | OTHERS_WRITE)) throw refused(directory, "others may write to it");
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Refuses a directory that the caller chose where it belongs to another than {@code user} and root, or everybody may write to it, with
     * the sticky bit or without. A group may, as whoever chose the directory chose the group; and it may be a symbolic link of {@code user}
     * or root.
     *
     * @param user asked only for a directory that is not root's
     * @return whether there is anything
     * @throws LinuxException {@code EPERM} saying why it is refused
     */
    public static boolean checkChosen(Path directory, LongSupplier user) throws IOException {
        try {
            Look look = Look.at(directory, LinkOption.NOFOLLOW_LINKS);
            checkOwner(directory, look, user);
            if (look.isLink()) {
                look = Look.at(directory);
                checkOwner(directory, look, user);
            }
            if (look.lets(OTHERS_WRITE)) throw refused(directory, "everybody may write to it");
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void checkOwner(Path directory, Look look, LongSupplier user) throws LinuxException {
        if (look.owner == 0 || look.owner == user.getAsLong()) return;
        throw refused(directory, (look.isLink() ? "the link" : "it") + " belongs to user " + look.owner);
    }

    private static LinuxException refused(Path directory, String why) {
        return new LinuxException("use state directory", directory.toString(), Errno.EPERM.number(), null, why);
    }
}
