package io.jlinux.cgroup.file;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of {@code /proc/self/mountinfo}.
 *
 * @param mounts every mount, in the file's order
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
public record MountInfo(List<Mount> mounts) {
    /**
     * One mount.
     *
     * @param root the directory of its file system that is mounted
     * @param point where, as seen from the process' root
     * @param superOptions for a v1 hierarchy, its controllers are among them
     */
    public record Mount(int id, int parent, String root, String point, String type, List<String> superOptions) {}

    /** Lines that are no mounts are left out. */
    public static MountInfo parse(String text) {
        List<Mount> mounts = new ArrayList<>();
        // not lines(): a carriage return may stand in a path
        for (String line : text.split("\n", -1)) {
            String[] f = line.split(" ", -1);
            int dash = 6;
            while (dash < f.length && !f[dash].equals("-")) dash++;
            if (dash + 3 >= f.length) continue;
            mounts.add(new Mount(
                    Integer.parseInt(f[0]),
                    Integer.parseInt(f[1]),
                    unescape(f[3]),
                    unescape(f[4]),
                    f[dash + 1],
                    List.of(f[dash + 3].split(",", -1))));
        }
        return new MountInfo(List.copyOf(mounts));
    }

    /** The mounts of this type that a path leads to: those under another mount are left out. */
    public List<Mount> visible(String type) {
        Map<String, Mount> children = new HashMap<>();
        Map<Integer, Mount> byId = new HashMap<>();
        for (Mount m : mounts) {
            children.put(m.parent + m.point, m);
            byId.put(m.id, m);
        }
        Mount root = null;
        for (Mount m : mounts) {
            if (m.point.equals("/") && (!byId.containsKey(m.parent) || m.parent == m.id)) root = m;
        }
        List<Mount> visible = new ArrayList<>();
        for (Mount m : mounts) {
            if (m.type.equals(type) && (root == null || isSeen(m, root, children))) visible.add(m);
        }
        return visible;
    }

    private static boolean isSeen(Mount m, Mount root, Map<String, Mount> children) {
        Mount seen = lookUp(root, m.point, children);
        return seen != null && seen.id == m.id;
    }

    /** Walks down {@code path} as the kernel does, stepping onto whatever is mounted at each prefix. */
    private static @Nullable Mount lookUp(Mount root, String path, Map<String, Mount> children) {
        Mount at = top(root, "/", children);
        for (int slash = path.indexOf('/', 1); at != null; slash = path.indexOf('/', slash + 1)) {
            at = top(at, slash < 0 ? path : path.substring(0, slash), children);
            if (slash < 0) break;
        }
        return at;
    }

    private static Mount top(Mount from, String point, Map<String, Mount> children) {
        Mount at = from;
        for (Mount next = step(at, point, children); next != null; next = step(at, point, children)) at = next;
        return at;
    }

    private static @Nullable Mount step(Mount at, String point, Map<String, Mount> children) {
        Mount next = children.get(at.id + point);
        return next == null || next.id == at.id ? null : next;
    }

    /** Space, tab, newline and backslash stand in the file as three octal digits behind a backslash. */
    static String unescape(String field) {
        if (field.indexOf('\\') < 0) return field;
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length()) {
                s.append((char) Integer.parseInt(field.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                s.append(c);
            }
        }
        return s.toString();
    }
}
