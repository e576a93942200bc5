package io.jlinux.mount;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/PID/mountinfo}: a mount as the kernel sees it.
 *
 * @param id its number; reused after it is gone
 * @param parent the mount that it is on
 * @param device {@code major:minor} of its file system, as stat(2) gives it for the files in it
 * @param root the directory of the file system that is the root of the mount
 * @param target where it is mounted, as the reader's root sees it
 * @param options of the mount itself, such as {@code ro}, {@code nosuid}
 * @param peerGroup the group of mounts that share what is mounted on them ({@code shared:N})
 * @param master the group that it only receives from ({@code master:N})
 * @param unbindable whether it cannot be bound
 * @param type the type of the file system, such as {@code tmpfs}, or {@code fuse.sshfs}
 * @param source what was mounted, as the file system tells it
 * @param superOptions of the file system, such as {@code size=1024k}
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record MountInfo(
        int id,
        int parent,
        String device,
        String root,
        String target,
        List<String> options,
        Optional<Integer> peerGroup,
        Optional<Integer> master,
        boolean unbindable,
        String type,
        String source,
        List<String> superOptions) {

    public MountInfo {
        options = List.copyOf(options);
        superOptions = List.copyOf(superOptions);
    }

    /**
     * Parses the whole file, in its order: a mount comes after the one that it is on.
     *
     * @throws IllegalArgumentException for a line that is none of mountinfo
     */
    public static List<MountInfo> parse(String text) {
        // not lines(): a carriage return may stand in a path
        return Arrays.stream(text.split("\n", -1))
                .filter(l -> !l.isBlank())
                .map(MountInfo::parseLine)
                .toList();
    }

    private static MountInfo parseLine(String line) {
        String[] f = line.split(" ", -1);
        int dash = 6;
        while (dash < f.length && !f[dash].equals("-")) dash++;
        if (dash + 3 >= f.length) throw new IllegalArgumentException("not a line of mountinfo: " + line);
        Optional<Integer> shared = Optional.empty();
        Optional<Integer> master = Optional.empty();
        boolean unbindable = false;
        try {
            for (int i = 6; i < dash; i++) {
                if (f[i].startsWith("shared:")) shared = Optional.of(Integer.valueOf(f[i].substring(7)));
                else if (f[i].startsWith("master:")) master = Optional.of(Integer.valueOf(f[i].substring(7)));
                else if (f[i].equals("unbindable")) unbindable = true;
            }
            return new MountInfo(
                    Integer.parseInt(f[0]),
                    Integer.parseInt(f[1]),
                    f[2],
                    unescape(f[3]),
                    unescape(f[4]),
                    list(f[5]),
                    shared,
                    master,
                    unbindable,
                    unescape(f[dash + 1]),
                    unescape(f[dash + 2]),
                    list(f[dash + 3]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line, e);
        }
    }

    /** Commas inside of an option, such as those of an SELinux context, stand in quotes. */
    private static List<String> list(String options) {
        List<String> list = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i <= options.length(); i++) {
            if (i == options.length() || (options.charAt(i) == ',' && !quoted)) {
                if (i > start) list.add(unescape(options.substring(start, i)));
                start = i + 1;
            } else if (options.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return list;
    }

    /** The kernel writes space, tab, newline, backslash and a few others as three octal digits. */
    private static String unescape(String s) {
        if (s.indexOf('\\') < 0) return s;
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) == '\\'
                    && i + 3 < s.length()
                    && s.substring(i + 1, i + 4).matches("[0-3][0-7]{2}")) {
                b.append((char) Integer.parseInt(s.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                b.append(s.charAt(i));
            }
        }
        return b.toString();
    }

    /** Whether it is the mount at {@code path} or one below. */
    public boolean isAtOrBelow(String path) {
        return path.equals("/") || target.equals(path) || target.startsWith(path + "/");
    }

    /** Whether nothing can be written through it: the mount or its file system is read-only. */
    public boolean readOnly() {
        return options.contains("ro") || superOptions.contains("ro");
    }
}
