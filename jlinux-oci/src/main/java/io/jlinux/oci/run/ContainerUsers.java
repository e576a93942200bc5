package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciUser;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Who a name or a number is in a container: by the {@code /etc/passwd} and {@code /etc/group} of its root, which may be written
 * by an enemy.
 *
 * <p>Digits are always an id and never a name, whatever a line of passwd is called; an id is decimal, without a sign, at most
 * 4294967294. A line that is wanted and malformed is an error and not uid 0.
 */
public final class ContainerUsers {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,254}\\$?");
    private static final long MOST = 0xffff_fffeL;

    private final String passwd;
    private final String group;

    /** By the text of both files; for tests, and {@link #of}. */
    ContainerUsers(String passwd, String group) {
        this.passwd = passwd;
        this.group = group;
    }

    /** By those of a root; a file that is not there is as an empty one. */
    public static ContainerUsers of(Path root) throws LinuxException {
        return new ContainerUsers(
                RootFile.read(root, "/etc/passwd").orElse(""),
                RootFile.read(root, "/etc/group").orElse(""));
    }

    private record User(String name, long uid, long gid) {}

    /**
     * The ids of {@code USER[:GROUP]}, names or numbers; groups that list the user are additional ones, unless a group is given.
     *
     * @throws IllegalArgumentException for what is neither a name nor a number
     * @throws LinuxException {@code ENOENT} when there is no such user or group, {@code EINVAL} when its line is malformed
     */
    public OciUser resolve(String text) throws LinuxException {
        int colon = text.indexOf(':');
        String who = colon < 0 ? text : text.substring(0, colon);
        OptionalLong number = id(who, "user");
        Optional<User> user = number.isPresent() ? byId(number.getAsLong()) : Optional.of(byName(who));
        long uid = number.orElseGet(() -> user.orElseThrow().uid);
        if (colon >= 0) return OciUser.of(uid, groupId(text.substring(colon + 1)));
        List<Long> additional = user.isEmpty() ? List.of() : groupsOf(user.get());
        return new OciUser(uid, user.map(User::gid).orElse(0L), OptionalInt.empty(), additional);
    }

    /** Digits as an id; empty for what may be a name. */
    private static OptionalLong id(String text, String what) {
        if (DIGITS.matcher(text).matches()) {
            long id = Long.parseLong(text);
            if (id <= MOST) return OptionalLong.of(id);
        } else if (NAME.matcher(text).matches()) {
            return OptionalLong.empty();
        }
        throw new IllegalArgumentException(
                "neither the name of a " + what + " nor an id up to " + MOST + ": '" + text + "'");
    }

    private Optional<User> byId(long uid) {
        for (String line : passwd.lines().toList()) {
            String[] fields = line.split(":", -1);
            if (fields.length >= 4 && fields[2].equals(Long.toString(uid))) {
                Optional<User> user = user(fields);
                if (user.isPresent()) return user;
            }
        }
        return Optional.empty();
    }

    private User byName(String name) throws LinuxException {
        for (String line : passwd.lines().toList()) {
            String[] fields = line.split(":", -1);
            if (fields[0].equals(name)) return user(fields).orElseThrow(() -> malformed("/etc/passwd", name));
        }
        throw missing("user", name, "/etc/passwd", passwd);
    }

    private static Optional<User> user(String[] fields) {
        if (fields.length < 4) return Optional.empty();
        OptionalLong uid = field(fields[2]);
        OptionalLong gid = field(fields[3]);
        if (uid.isEmpty() || gid.isEmpty()) return Optional.empty();
        return Optional.of(new User(fields[0], uid.getAsLong(), gid.getAsLong()));
    }

    private static OptionalLong field(String text) {
        if (!DIGITS.matcher(text).matches() || Long.parseLong(text) > MOST) return OptionalLong.empty();
        return OptionalLong.of(Long.parseLong(text));
    }

    private long groupId(String text) throws LinuxException {
        OptionalLong number = id(text, "group");
        if (number.isPresent()) return number.getAsLong();
        for (String line : group.lines().toList()) {
            String[] fields = line.split(":", -1);
            if (!fields[0].equals(text)) continue;
            OptionalLong gid = fields.length < 3 ? OptionalLong.empty() : field(fields[2]);
            return gid.orElseThrow(() -> malformed("/etc/group", text));
        }
        throw missing("group", text, "/etc/group", group);
    }

    private List<Long> groupsOf(User user) {
        List<Long> found = new ArrayList<>();
        for (String line : group.lines().toList()) {
            String[] fields = line.split(":", -1);
            if (fields.length < 4 || !List.of(fields[3].split(",")).contains(user.name)) continue;
            OptionalLong gid = field(fields[2]);
            if (gid.isPresent() && gid.getAsLong() != user.gid && !found.contains(gid.getAsLong())) {
                found.add(gid.getAsLong());
            }
        }
        return found;
    }

    private static LinuxException malformed(String file, String name) {
        return new LinuxException(
                "find", name, Errno.EINVAL.number(), "its line in the root's " + file + " is malformed");
    }

    private static LinuxException missing(String what, String name, String file, String text) {
        return new LinuxException(
                "find " + what,
                name,
                Errno.ENOENT.number(),
                null,
                text.isEmpty()
                        ? "the root has no " + file + ", so that only numbers are known: user(1000, 1000)"
                        : "the root's " + file + " has no line for it");
    }
}
