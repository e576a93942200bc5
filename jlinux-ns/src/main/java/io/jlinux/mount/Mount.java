package io.jlinux.mount;

import io.jlinux.ns.IdMap;
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
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/mount.8.html">mount(8)</a>
 */
public sealed interface Mount {
    /** The absolute path inside the new root. */
    String target();

    MountAttributes attributes();

    /** Attributes for the mount and all below it; empty unless asked for. */
    MountAttributes recursiveAttributes();

    /** Propagation calls to make after the mount, in order. */
    List<Propagation> propagation();

    /** With these attributes instead. */
    Mount attributes(MountAttributes attributes);

    /** With these attributes for the mount and all below it, instead; recursive ones need Linux 5.12. */
    Mount recursiveAttributes(MountAttributes attributes);

    /** With one more change of propagation. */
    Mount propagation(Propagation propagation);

    /**
     * With {@code ro}. For a new file system of a device or a network it also opens the file system itself read-only, as
     * {@code mount -o ro} does; for those of the kernel (tmpfs, proc, sysfs …), which may be shared, only the mount. Of a bind that brings
     * along mounts below it, only the topmost: {@link #recursiveAttributes} is for all of them.
     */
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
        public Filesystem attributes(MountAttributes a) {
            return new Filesystem(type, source, target, options, a, recursiveAttributes, propagation);
        }

        @Override
        public Filesystem recursiveAttributes(MountAttributes a) {
            return new Filesystem(type, source, target, options, attributes, a, propagation);
        }

        @Override
        public Filesystem propagation(Propagation p) {
            return new Filesystem(type, source, target, options, attributes, recursiveAttributes, plus(propagation, p));
        }
    }

    /**
     * A part of the host's tree.
     *
     * @param source an absolute path of the host
     * @param recursive whether the mounts below it come along
     * @param directory whether the target, when it has to be made, is a directory; empty: as the source is
     * @param idMap how the ids of the files appear through this mount: those on disk are {@code inside}, those that are seen
     *     are {@code outside}, as the caller's user namespace counts; see {@link #idMap(IdMap)}
     * @param mapsBelow whether the mounts below that come along are mapped, too
     */
    record Bind(
            Path source,
            String target,
            boolean recursive,
            Optional<Boolean> directory,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            List<Propagation> propagation,
            Optional<IdMap> idMap,
            boolean mapsBelow)
            implements Mount {
        /** Without a map of ids. */
        public Bind(
                Path source,
                String target,
                boolean recursive,
                Optional<Boolean> directory,
                MountAttributes attributes,
                MountAttributes recursiveAttributes,
                List<Propagation> propagation) {
            this(
                    source,
                    target,
                    recursive,
                    directory,
                    attributes,
                    recursiveAttributes,
                    propagation,
                    Optional.empty(),
                    true);
        }

        public Bind {
            checkTarget(target);
            if (!source.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + source);
            propagation = List.copyOf(propagation);
        }

        @Override
        public Bind attributes(MountAttributes a) {
            return new Bind(
                    source, target, recursive, directory, a, recursiveAttributes, propagation, idMap, mapsBelow);
        }

        @Override
        public Bind recursiveAttributes(MountAttributes a) {
            return new Bind(source, target, recursive, directory, attributes, a, propagation, idMap, mapsBelow);
        }

        @Override
        public Bind propagation(Propagation p) {
            return new Bind(
                    source,
                    target,
                    recursive,
                    directory,
                    attributes,
                    recursiveAttributes,
                    plus(propagation, p),
                    idMap,
                    mapsBelow);
        }

        /** Without the mounts below the source. */
        public Bind nonRecursive() {
            return new Bind(
                    source, target, false, directory, attributes, recursiveAttributes, propagation, idMap, mapsBelow);
        }

        /**
         * An id-mapped mount ({@code MOUNT_ATTR_IDMAP}, Linux 5.12): a file that on disk belongs to an {@code inside} id of
         * the map appears as the {@code outside} one, and a file that is made there is stored the other way round. Ids
         * that are not in the map appear as 65534, and nothing can be made with them.
         *
         * <p>{@code Mount.bind("/srv/data", "/data").idMap(IdMap.range(0, 100000, 65536))} shows what root owns on disk as
         * owned by the root of a container whose user namespace has that same map.
         *
         * <p>Needs {@code CAP_SYS_ADMIN} over the file system, so the host's root; and a file system that can do it:
         * {@code EINVAL} says that it cannot (ext4, xfs, btrfs, tmpfs from 6.3, overlay from 5.19 can). A
         * recursive bind maps the mounts below, too.
         */
        public Bind idMap(IdMap map) {
            return new Bind(
                    source,
                    target,
                    recursive,
                    directory,
                    attributes,
                    recursiveAttributes,
                    propagation,
                    Optional.of(map),
                    true);
        }
    }

    /**
     * An overlay.
     *
     * @param overlay its layers
     */
    record OverlayMount(
            Overlay overlay,
            String target,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            List<Propagation> propagation)
            implements Mount {
        public OverlayMount {
            checkTarget(target);
            propagation = List.copyOf(propagation);
        }

        @Override
        public OverlayMount attributes(MountAttributes a) {
            return new OverlayMount(overlay, target, a, recursiveAttributes, propagation);
        }

        @Override
        public OverlayMount recursiveAttributes(MountAttributes a) {
            return new OverlayMount(overlay, target, attributes, a, propagation);
        }

        @Override
        public OverlayMount propagation(Propagation p) {
            return new OverlayMount(overlay, target, attributes, recursiveAttributes, plus(propagation, p));
        }
    }

    /**
     * A change of a mount that is there already, made by an earlier one or brought along by a recursive bind: attributes that are
     * not named stay as they are. {@code ro} and {@code rw} concern the mount: the file system may be the host's.
     *
     * @param options options that its file system is told, such as {@code size=2m} of a tmpfs; mostly none
     */
    record Remount(
            String target,
            List<String> options,
            MountAttributes attributes,
            MountAttributes recursiveAttributes,
            List<Propagation> propagation)
            implements Mount {
        public Remount {
            checkTarget(target);
            options = List.copyOf(options);
            if (String.join("", options).indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a mount with a NUL character");
            }
            propagation = List.copyOf(propagation);
        }

        @Override
        public Remount attributes(MountAttributes a) {
            return new Remount(target, options, a, recursiveAttributes, propagation);
        }

        @Override
        public Remount recursiveAttributes(MountAttributes a) {
            return new Remount(target, options, attributes, a, propagation);
        }

        @Override
        public Remount propagation(Propagation p) {
            return new Remount(target, options, attributes, recursiveAttributes, plus(propagation, p));
        }
    }

    /**
     * What is mounted at {@code target} by then, with other attributes; {@code EINVAL} when nothing is:
     * {@code Mount.remount("/data").readOnly()}.
     */
    static Remount remount(String target) {
        return new Remount(target, List.of(), MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** A file system of any type that the kernel has; its source is shown as its type. */
    static Mount of(String type, String target, String... options) {
        return filesystem(type, type, target, List.of(options));
    }

    /**
     * A file system of any type, from a source: {@code Mount.filesystem("ext4", "/dev/loop0", "/mnt", List.of("errors=panic"))}.
     */
    static Filesystem filesystem(String type, String source, String target, List<String> options) {
        return new Filesystem(type, source, target, options, MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** procfs of the new pid namespace on {@code /proc}: nosuid, nodev, noexec. */
    static Mount proc() {
        return of("proc", "/proc").noSuid().noDev().noExec();
    }

    /** As {@link #proc()}, with options. */
    static Mount proc(ProcOptions options) {
        return of("proc", "/proc", options.options().toArray(new String[0]))
                .noSuid()
                .noDev()
                .noExec();
    }

    /** sysfs of the new network namespace on {@code /sys}: nosuid, nodev, noexec, ro. */
    static Mount sysfs() {
        return of("sysfs", "/sys").noSuid().noDev().noExec().readOnly();
    }

    /**
     * A tmpfs: nosuid, nodev. Options are {@code size=64m}, {@code mode=1777} and so on; see tmpfs(5). Because of nodev a {@link
     * Device} in it cannot be opened: {@link #dev()} is for those.
     */
    static Mount tmpfs(String target, String... options) {
        return of("tmpfs", target, options).noSuid().noDev();
    }

    /** A tmpfs: nosuid, nodev. */
    static Mount tmpfs(String target, TmpfsOptions options) {
        return tmpfs(target, options.options().toArray(new String[0]));
    }

    /** A tmpfs on {@code /dev}, for devices: nosuid, noexec, of 64 KiB, which only its owner can write to. */
    static Mount dev() {
        return of("tmpfs", "/dev", "mode=755", "size=65536").noSuid().noExec();
    }

    /** Pseudo terminals of its own on {@code /dev/pts}: nosuid, noexec. */
    static Mount devpts() {
        return devpts(DevptsOptions.DEFAULTS);
    }

    /** As {@link #devpts()}, with options. */
    static Mount devpts(DevptsOptions options) {
        return of("devpts", "/dev/pts", options.options().toArray(new String[0]))
                .noSuid()
                .noExec();
    }

    /** POSIX message queues of the new ipc namespace on {@code /dev/mqueue}: nosuid, nodev, noexec. */
    static Mount mqueue() {
        return of("mqueue", "/dev/mqueue").noSuid().noDev().noExec();
    }

    /**
     * The cgroup v2 hierarchy, rooted at the process' own cgroup where it has a new cgroup namespace: nosuid, nodev, noexec.
     * From the initial cgroup namespace the kernel waits some milliseconds (RCU); a bind of the directory does not.
     */
    static Mount cgroup2(String target) {
        return of("cgroup2", target).noSuid().noDev().noExec();
    }

    /** A cgroup v1 hierarchy, by its controllers: {@code cgroup1("/sys/fs/cgroup/cpu", "cpu", "cpuacct")}. As above. */
    static Mount cgroup1(String target, String... controllers) {
        if (controllers.length == 0) throw new IllegalArgumentException("a v1 hierarchy has controllers");
        return of("cgroup", target, controllers).noSuid().noDev().noExec();
    }

    /** Layers that are seen as one tree. */
    static OverlayMount overlay(String target, Overlay overlay) {
        return new OverlayMount(overlay, target, MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** The host's file or directory {@code source}, with the mounts below it, at {@code target}. */
    static Bind bind(Path source, String target) {
        return new Bind(source, target, true, Optional.empty(), MountAttributes.NONE, MountAttributes.NONE, List.of());
    }

    /** As {@link #bind(Path, String)}. */
    static Bind bind(String source, String target) {
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

    /** With {@code rro}: read-only, and all mounts below it. Linux 5.12, or no mounts below it. */
    default Mount recursivelyReadOnly() {
        return recursiveAttributes(recursiveAttributes().readOnly());
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
