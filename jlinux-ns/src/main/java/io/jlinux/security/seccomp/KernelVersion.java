package io.jlinux.security.seccomp;

import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first two numbers of a kernel's version, as profiles name them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/uname.2.html">uname(2)</a>
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\b.*", Pattern.DOTALL);

    private static final class Current {
        static final KernelVersion VERSION = read();

        private static KernelVersion read() {
            try {
                return parse(
                        KernelFile.read(Path.of("/proc/sys/kernel/osrelease")).strip());
            } catch (LinuxException e) {
                return parse(System.getProperty("os.version", ""));
            }
        }
    }

    /** The kernel of this machine. */
    public static KernelVersion current() {
        return Current.VERSION;
    }

    /**
     * Of {@code 4.8} or {@code 6.1.0-44-cloud-amd64}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static KernelVersion parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) throw new IllegalArgumentException("not a kernel version: " + text);
        return new KernelVersion(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
    }

    @Override
    public int compareTo(KernelVersion o) {
        int byMajor = Integer.compare(major, o.major);
        return byMajor != 0 ? byMajor : Integer.compare(minor, o.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
