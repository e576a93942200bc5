package io.jlinux.mount;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The layers of an overlay: directories of the host that are read as one tree, and one that takes what is written. A value.
 *
 * <pre>{@code
 * Mount.overlay("/work", Overlay.of(Path.of("/layers/app"), Path.of("/layers/base")).upper(Path.of("/w/upper"), Path.of("/w/work")))
 * }</pre>
 *
 * <p>Any character may be in a path, also {@code :}, {@code ,} and {@code \}, and there is no limit on their lengths
 * together. In a new user namespace (Linux 5.11) {@code userxattr} is added: the layers' marks are then kept in attributes
 * that need no privilege.
 *
 * @param lower the layers that are only read, topmost first; at least one, and at least two where there is no upper one
 * @param upper takes all changes; it must exist
 * @param work an empty directory on the same file system as {@code upper}, for the kernel, which leaves a directory in it
 * @param options others, {@code key=value} or {@code key}, such as {@code metacopy=on} or {@code volatile}
 * @see <a href="https://docs.kernel.org/filesystems/overlayfs.html">overlayfs</a>
 */
public record Overlay(List<Path> lower, Optional<Path> upper, Optional<Path> work, List<String> options) {
    /** The kernel takes no more: {@code OVL_MAX_STACK}. */
    public static final int MAX_LAYERS = 500;

    /** fsconfig(2) takes strings of at most this many bytes. */
    private static final int MAX_VALUE = 255;

    public Overlay {
        lower = List.copyOf(lower);
        options = List.copyOf(options);
        if (lower.isEmpty()) throw new IllegalArgumentException("an overlay without a lower layer");
        if (lower.size() > MAX_LAYERS) throw new IllegalArgumentException("more than 500 layers");
        if (upper.isPresent() != work.isPresent()) {
            throw new IllegalArgumentException("an upper layer needs a work directory beside it, and none without");
        }
        lower.forEach(Overlay::check);
        upper.ifPresent(Overlay::check);
        work.ifPresent(Overlay::check);
        for (String o : options) {
            if (o.indexOf('\0') >= 0) throw new IllegalArgumentException("an option with a NUL character");
            if (o.matches("(lowerdir|upperdir|workdir|datadir)\\+?=.*")) {
                throw new IllegalArgumentException("a layer among the options: " + o);
            }
        }
    }

    private static void check(Path layer) {
        if (!layer.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + layer);
    }

    /** Read-only, of these layers, topmost first. */
    public static Overlay of(Path... lower) {
        return of(List.of(lower));
    }

    /** As {@link #of(Path...)}. */
    public static Overlay of(List<Path> lower) {
        return new Overlay(lower, Optional.empty(), Optional.empty(), List.of());
    }

    /** Writable: changes go to {@code upper}. */
    public Overlay upper(Path directory, Path workDirectory) {
        return new Overlay(lower, Optional.of(directory), Optional.of(workDirectory), options);
    }

    /** One more option. */
    public Overlay option(String option) {
        List<String> more = new java.util.ArrayList<>(options);
        more.add(option);
        return new Overlay(lower, upper, work, more);
    }

    /**
     * Whether the layers can be given as strings: fsconfig(2) takes 255 bytes, and before Linux 6.5 no comma. Others are
     * given as descriptors.
     */
    public boolean fitsStrings() {
        return fits(lowerdir())
                && upper.map(Overlay::escape).filter(p -> !fits(p)).isEmpty()
                && work.map(Overlay::escape).filter(p -> !fits(p)).isEmpty();
    }

    private static boolean fits(String value) {
        return value.indexOf(',') < 0 && value.getBytes(StandardCharsets.UTF_8).length <= MAX_VALUE;
    }

    /** {@code /a:/b}, with a backslash before what the kernel would take for something else. */
    public String lowerdir() {
        return lower.stream().map(p -> escape(p).replace(":", "\\:")).collect(Collectors.joining(":"));
    }

    /** {@code upperdir} and {@code workdir}: only a backslash means something there. */
    public static String escape(Path path) {
        return path.toString().replace("\\", "\\\\");
    }
}
