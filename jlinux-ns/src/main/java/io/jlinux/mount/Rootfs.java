package io.jlinux.mount;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a process gets as its root. A value; {@code Spawn.rootfs(Rootfs)} carries it out, as root and, with a user namespace,
 * as an ordinary user.
 *
 * <pre>{@code
 * Rootfs.directory(Path.of("/srv/alpine"))                  // this directory, as it is
 * Rootfs.host()                                             // the host's programs and libraries, read-only, and nothing else
 * Rootfs.overlay(Path.of("/srv/alpine"))                    // as the directory; what is written is thrown away at the end
 * }</pre>
 *
 * <p>The root is entered by pivot_root(2), after which nothing of the host's tree is left in the mount namespace. Where that
 * is impossible, {@link #chroot()} says so.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pivot_root.2.html">pivot_root(2)</a>
 */
public sealed interface Rootfs {
    /** Whether it is entered by chroot(2). */
    boolean entersByChroot();

    /**
     * Entered by chroot(2) instead of pivot_root(2): for hosts whose own root is the initial ramfs, where pivot_root is
     * {@code EINVAL}.
     *
     * <p>The root is mounted over the host's {@code /} first, as switch_root(8) does, so that no way of {@code ..} leads
     * back. It is weaker all the same: the host's mounts stay in the new mount namespace, under the new root. They keep
     * their file systems busy, and a process inside with {@code CAP_SYS_ADMIN} over the namespace may unmount the new root
     * and stand in the host's tree again. Give the program no capabilities.
     *
     * @see <a href="https://man7.org/linux/man-pages/man2/chroot.2.html">chroot(2)</a>
     */
    Rootfs chroot();

    /**
     * A directory of the host, with all that is mounted below it.
     *
     * <p>Targets of mounts that are missing in it are made in it, and stay; after a start that failed they are removed again.
     */
    static Directory directory(Path path) {
        return new Directory(path, false, false);
    }

    /** An empty tmpfs; what is written there is gone with the last process. */
    static Memory empty() {
        return new Memory(TmpfsOptions.DEFAULTS.mode(0755), List.of(), false);
    }

    /**
     * The host's own programs and libraries, read-only ({@link Memory#HOST_PARTS}), in an otherwise empty tmpfs. There is no
     * {@code /home}, no {@code /var}, no {@code /root}, and of {@code /etc} only what programs need to find their libraries and
     * certificates.
     *
     * <pre>{@code
     * Spawn.command("python3", "-c", code).unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.NET)
     *     .rootfs(Rootfs.host()).mount(Mount.proc(), Mount.tmpfs("/tmp")).device(Device.DEFAULTS.toArray(new Device[0]))
     * }</pre>
     */
    static Memory host() {
        return empty().with(Memory.HOST_PARTS.toArray(new String[0]));
    }

    /**
     * One tree of these directories, topmost first, that can be written to: changes go to a tmpfs that is gone with the last
     * process. Nothing of the directories changes, and nothing is left.
     */
    static Layers overlay(Path... lower) {
        return new Layers(Overlay.of(lower), Optional.of(TmpfsOptions.DEFAULTS), false);
    }

    /**
     * One tree of layers that the caller keeps: with its {@link Overlay#upper upper} one, which stays as the process left it,
     * or without any.
     */
    static Layers overlay(Overlay overlay) {
        return new Layers(overlay, Optional.empty(), false);
    }

    /**
     * A directory of the host.
     *
     * @param path absolute, and not {@code /}
     * @param belowIsReadOnly whether the mounts below it are read-only; see {@link #mountsBelowReadOnly()}
     */
    record Directory(Path path, boolean entersByChroot, boolean belowIsReadOnly) implements Rootfs {
        public Directory {
            if (!path.isAbsolute()) throw new IllegalArgumentException("the root is an absolute path: " + path);
            if (path.normalize().getNameCount() == 0) {
                throw new IllegalArgumentException("the root is a directory of its own, not /");
            }
        }

        @Override
        public Directory chroot() {
            return new Directory(path, true, belowIsReadOnly);
        }

        /**
         * With {@code ro} for all that the host has mounted below it, so that together with {@code Spawn.readOnlyRoot()}, which is the
         * root's own mount, nothing of the host's can be written. Mounts that the start makes are as they were asked for; targets that
         * are missing in the host's mounts below cannot be made. Needs Linux 5.12 where something is mounted below.
         */
        public Directory mountsBelowReadOnly() {
            return new Directory(path, entersByChroot, true);
        }
    }

    /**
     * A tmpfs with parts of the host in it.
     *
     * @param options of the tmpfs
     * @param parts absolute paths of the host that appear at the same place, read-only, with nosuid and nodev; a symbolic
     *     link is copied as a link, and what the host does not have is left out
     */
    record Memory(TmpfsOptions options, List<String> parts, boolean entersByChroot) implements Rootfs {
        /** What {@link Rootfs#host()} has. No key, no password and no home is in it. */
        public static final List<String> HOST_PARTS = List.of(
                "/usr",
                "/bin",
                "/sbin",
                "/lib",
                "/lib32",
                "/lib64",
                "/libx32",
                "/nix/store",
                "/etc/alternatives",
                "/etc/ld.so.cache",
                "/etc/ld.so.conf",
                "/etc/ld.so.conf.d",
                "/etc/ssl/certs",
                "/etc/ssl/openssl.cnf",
                "/etc/pki/ca-trust/extracted",
                "/etc/pki/tls/certs");

        public Memory {
            parts = List.copyOf(parts);
            for (String part : parts) {
                if (!part.startsWith("/") || part.equals("/") || part.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("not an absolute path of the host: " + part);
                }
            }
        }

        /** With more of the host, such as {@code "/opt/jdk"}. */
        public Memory with(String... more) {
            List<String> all = new ArrayList<>(parts);
            all.addAll(List.of(more));
            return new Memory(options, all, entersByChroot);
        }

        /** Without these parts. */
        public Memory without(String... less) {
            List<String> rest = new ArrayList<>(parts);
            rest.removeAll(List.of(less));
            return new Memory(options, rest, entersByChroot);
        }

        /** With other options of the tmpfs, such as a size. */
        public Memory options(TmpfsOptions tmpfs) {
            return new Memory(tmpfs, parts, entersByChroot);
        }

        @Override
        public Memory chroot() {
            return new Memory(options, parts, true);
        }
    }

    /**
     * An overlay.
     *
     * @param overlay its layers
     * @param scratch the options of the tmpfs that takes what is written; empty where {@code overlay} has an upper layer, or
     *     where nothing can be written
     */
    record Layers(Overlay overlay, Optional<TmpfsOptions> scratch, boolean entersByChroot) implements Rootfs {
        public Layers {
            if (overlay.upper().isPresent() && scratch.isPresent()) {
                throw new IllegalArgumentException("an overlay with two upper layers");
            }
        }

        /** What is written goes to a tmpfs with these options, such as a size, and is thrown away. */
        public Layers throwAway(TmpfsOptions tmpfs) {
            return new Layers(overlay, Optional.of(tmpfs), entersByChroot);
        }

        @Override
        public Layers chroot() {
            return new Layers(overlay, scratch, true);
        }
    }
}
