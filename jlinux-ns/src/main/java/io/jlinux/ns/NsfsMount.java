package io.jlinux.ns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A mount of a namespace, as a line of {@code /proc/PID/mountinfo} tells of it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
record NsfsMount(NamespaceLink namespace, String path) {
    private static final int ROOT = 3;
    private static final int MOUNT_POINT = 4;

    /** The namespaces among all mounts; lines that are none are passed over. */
    static List<NsfsMount> parse(String mountinfo) {
        List<NsfsMount> mounts = new ArrayList<>();
        // not lines(): a carriage return may stand in a path
        for (String line : mountinfo.split("\n", -1)) {
            int type = line.indexOf(" - nsfs ");
            String[] fields = type < 0 ? new String[0] : line.substring(0, type).split(" ", -1);
            if (fields.length <= MOUNT_POINT) continue;
            NamespaceLink.parse(fields[ROOT])
                    .ifPresent(link -> mounts.add(new NsfsMount(link, unescape(fields[MOUNT_POINT]))));
        }
        return mounts;
    }

    /** The kernel writes space, tab, newline and backslash as three octal digits. */
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) return text;
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < b.length; i++) {
            if (b[i] == '\\' && i + 3 < b.length && octal(b[i + 1]) && octal(b[i + 2]) && octal(b[i + 3])) {
                out.write((b[i + 1] - '0') << 6 | (b[i + 2] - '0') << 3 | b[i + 3] - '0');
                i += 3;
            } else {
                out.write(b[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static boolean octal(byte b) {
        return b >= '0' && b <= '7';
    }
}
