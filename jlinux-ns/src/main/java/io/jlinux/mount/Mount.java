package io.jlinux.mount;

import io.jlinux.sys.raw.MountFlags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One mount of a new mount namespace: a value that says what appears where.
 *
 * <p>The target is a path inside the new root; it is made when it is missing, and symbolic links in it never lead out of
 * the root. Mounts are made in the order in which they were given.
 *
 * <pre>{@code
 * Spawn.command("/bin/sh").unshare(Namespace.PID, Namespace.MOUNT)
 *     .mount(Mount.proc()).mount(Mount.tmpfs("/tmp", "size=64m")).mount(Mount.bind("/srv/data", "/data").readOnly())
 * }</pre>
 */
public sealed interface Mount {
    /** The absolute path inside the new root. */
    String target();

    MountAttributes attributes();

    /** Attributes for the mount and all below it; empty unless asked for. */
    MountAttributes recursiveAttributes();

    /** Propagation calls to make after the mount, in order. */
    List<Propagation> propagation();

    Mount attributes(MountAttributes attributes);

    Mount propagation(Propagation propagation);

    /** With {@code ro}. */
    default Mount readOnly() {
        return attributes(attributes().readOnly());
    }

    /** With {@code nosuid}. */
    default Mount noSuid() {
        return attributes(attributes().noSuid());
    }

    /** With {@code nodev}. */
    default Mount noDev() {
        return attributes(attributes().noDev());
    }

    /** With {@code noexec}. */
    default Mount noExec() {
        return attributes(attributes().noExec());
    }

    /**
     * A new file system.
     *
     * @param type its type, such as {@code tmpfs}
     * @param source what {@code /proc/mounts} shows as its source
     * @param options options of the file system, {@code key=value} or {@code key}
     */
    record Filesystem(
            String type,
            String source,
            String target,
            List<String> options,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            List<Propagation> propagation)
            implements Mount {
        public Filesystem {
            checkTarget(target);
            options = List.copyOf(options);
            if ((type + source + String.join("", options)).indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a mount with a NUL character");
            }
            propagation = List.copyOf(propagation);
        }

        @Override
        public Mount attributes(MountAttributes a) {
            return new Filesystem(type, source, target, options, a, recursiveAttributes, propagation);
        }

        @Override
        public Mount propagation(Propagation p) {
            return new Filesystem(type, source, target, options, attributes, recursiveAttributes, plus(propagation, p));
        }
    }

    /**
     * A part of the host's tree.
     *
     * @param source an absolute path of the host
     * @param recursive whether the mounts below it come along
     * @param directory whether the target, when it has to be made, is a directory; empty: as the source is
     */
    record Bind(
            Path source,
            String target,
            boolean recursive,
            Optional<Boolean> directory,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            List<Propagation> propagation)
            implements Mount {
        public Bind {
            checkTarget(target);
            if (!source.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + source);
            propagation = List.copyOf(propagation);
        }

        @Override
        public Mount attributes(MountAttributes a) {
            return new Bind(source, target, recursive, directory, a, recursiveAttributes, propagation);
        }

        @Override
        public Mount propagation(Propagation p) {
            return new Bind(
                    source, target, recursive, directory, attributes, recursiveAttributes, plus(propagation, p));
        }
    }

    /** A file system of any type that the kernel has. */
    static Mount of(String type, String target, String... options) {
        return new Filesystem(
                type, type, target, List.of(options), MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** procfs of the new pid namespace on {@code /proc}: nosuid, nodev, noexec. */
    static Mount proc() {
        return of("proc", "/proc").noSuid().noDev().noExec();
    }

    /** sysfs of the new network namespace on {@code /sys}: nosuid, nodev, noexec, ro. */
    static Mount sysfs() {
        return of("sysfs", "/sys").noSuid().noDev().noExec().readOnly();
    }

    /** A tmpfs: nosuid, nodev. Options are {@code size=64m}, {@code mode=1777} and so on; see tmpfs(5). */
    static Mount tmpfs(String target, String... options) {
        return of("tmpfs", target, options).noSuid().noDev();
    }

    /** Pseudo terminals of its own on {@code /dev/pts}: nosuid, noexec. */
    static Mount devpts() {
        return of("devpts", "/dev/pts", "newinstance", "ptmxmode=0666", "mode=0620")
                .noSuid()
                .noExec();
    }

    /** POSIX message queues of the new ipc namespace on {@code /dev/mqueue}: nosuid, nodev, noexec. */
    static Mount mqueue() {
        return of("mqueue", "/dev/mqueue").noSuid().noDev().noExec();
    }

    /** The host's file or directory {@code source}, with the mounts below it, at {@code target}. */
    static Mount bind(Path source, String target) {
        return new Bind(source, target, true, Optional.empty(), MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** As {@link #bind(Path, String)}. */
    static Mount bind(String source, String target) {
        return bind(Path.of(source), target);
    }

    private static void checkTarget(String target) {
        if (!target.startsWith("/") || target.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a mount's target is an absolute path in the new root: " + target);
        }
    }

    private static <T> List<T> plus(List<T> list, T element) {
        List<T> copy = new ArrayList<>(list);
        copy.add(element);
        return copy;
    }

    /** Whether a file system of this type is a view of the kernel that nothing may stand in front of. */
    static boolean isKernelView(String type) {
        return type.equals("proc") || type.equals("sysfs");
    }

    /** {@code MS_REC | flag} or {@code flag}, for mount(2). */
    static long flags(Propagation p) {
        return p.flag() | (p.recursive() ? MountFlags.MS_REC : 0);
    }
}
