package io.jlinux.oci.cni;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the CNI specification, such as 1.0.0.
 *
 * @param major the first number
 * @param minor the second one
 * @param patch the third one
 * @see <a href="https://www.cni.dev/docs/spec/#released-versions">the released versions</a>
 */
public record CniVersion(int major, int minor, int patch) implements Comparable<CniVersion> {
    /** Knows CHECK, and hands the result on to DEL. */
    public static final CniVersion V0_4_0 = new CniVersion(0, 4, 0);

    /** Configurations are lists. */
    public static final CniVersion V1_0_0 = new CniVersion(1, 0, 0);

    /** Knows GC and STATUS. */
    public static final CniVersion V1_1_0 = new CniVersion(1, 1, 0);

    /** All that this package speaks, oldest first. Before 0.3.0 there were no chains, and results looked differently. */
    public static final List<CniVersion> SUPPORTED =
            List.of(new CniVersion(0, 3, 0), new CniVersion(0, 3, 1), V0_4_0, V1_0_0, V1_1_0);

    private static final Pattern FORM = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\.(\\d{1,4})");
    private static final Comparator<CniVersion> ORDER = Comparator.comparingInt(CniVersion::major)
            .thenComparingInt(CniVersion::minor)
            .thenComparingInt(CniVersion::patch);

    /**
     * Reads {@code 1.0.0}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static CniVersion of(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not a CNI version: " + text));
    }

    static Optional<CniVersion> find(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) return Optional.empty();
        return Optional.of(new CniVersion(
                Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3))));
    }

    /** Whether this is {@code other} or a later one. */
    public boolean isAtLeast(CniVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(CniVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
