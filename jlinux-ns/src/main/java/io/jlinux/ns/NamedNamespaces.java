package io.jlinux.ns;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Namespaces of one kind that have names, and last until they are removed or the machine goes down, with no process in them:
 * each is bind-mounted on a file of a directory.
 *
 * <pre>{@code
 * NamedNamespaces networks = NamedNamespaces.networks();           // what ip netns works with
 * try (NamespaceHandle blue = networks.add("blue")) { … }          // ip netns add blue
 * networks.list();                                                 // ip netns list
 * networks.remove("blue");                                         // ip netns delete blue
 * }</pre>
 *
 * <p>For networks the directory is {@code /run/netns}, made and locked as iproute2 does, so each sees, opens and removes what
 * the other has added. The names are for the current mount namespace and those that its mounts reach. The directory, once made,
 * stays.
 *
 * <p>Adding and removing needs {@code CAP_SYS_ADMIN} over the mount namespace; an ordinary user has that in one of its own only.
 * Thread-safe, also beside other processes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-netns.8.html">ip-netns(8)</a>
 */
public final class NamedNamespaces {
    private static final Path RUN = Path.of("/run");
    private static final int LONGEST_NAME = 255;

    private final Namespace kind;
    private final Path directory;

    private NamedNamespaces(Namespace kind, Path directory) {
        this.kind = kind;
        this.directory = directory;
    }

    /** Network namespaces in {@code /run/netns}, as {@code ip netns} has them. */
    public static NamedNamespaces networks() {
        return of(Namespace.NET);
    }

    /** Namespaces of a kind, in {@code /run/utsns}, {@code /run/mntns} and so on. */
    public static NamedNamespaces of(Namespace kind) {
        return new NamedNamespaces(kind, RUN.resolve(kind.procName() + "ns"));
    }

    /**
     * Namespaces of a kind in a directory of one's own, absolute; where it is missing, the first {@link #add} makes it, in a
     * directory that exists.
     */
    public static NamedNamespaces in(Path directory, Namespace kind) {
        if (!directory.isAbsolute()) throw new IllegalArgumentException("not an absolute path: " + directory);
        return new NamedNamespaces(kind, directory);
    }

    /** The kind of all of them. */
    public Namespace kind() {
        return kind;
    }

    /** Where the file of a namespace is, whether it is there or not. */
    public Path path(String name) {
        boolean bad = name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.indexOf('/') >= 0
                || name.indexOf('\0') >= 0
                || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME;
        if (bad) throw new IllegalArgumentException("not a name: '" + name + "'");
        return directory.resolve(name);
    }

    /**
     * Makes a namespace and names it. It lasts when the handle, which is the caller's, is closed. A new network has its loopback
     * link down, a new mount namespace has private copies of the mounts.
     *
     * @throws IllegalArgumentException for USER and PID, which come with a process: see {@link Namespace#create()}
     * @throws LinuxException {@code EEXIST} when there is one of that name, {@code EPERM} without {@code CAP_SYS_ADMIN}; there
     *     is no namespace and no file then
     */
    public NamespaceHandle add(String name) throws LinuxException {
        path(name);
        NamespaceHandle made = kind.create();
        try {
            add(name, made);
            return made;
        } catch (LinuxException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /**
     * Names a namespace that exists, as {@code ip netns attach} does. It lasts when the handle is closed and its processes
     * have ended. A pid namespace is of no use without its first process.
     *
     * @throws LinuxException {@code EEXIST} when there is one of that name; {@code EINVAL} or {@code ELOOP} for a mount
     *     namespace whose number is not higher than the current one's (it is older, or, on Linux 6.18, was made on another CPU; {@link
     *     Namespace#create()} and {@link #add(String)} see to that); there is no file then
     */
    public void add(String name, NamespaceHandle namespace) throws LinuxException {
        Path file = path(name);
        if (namespace.kind() != kind) {
            throw new IllegalArgumentException(namespace + " among namespaces of kind " + kind);
        }
        NamespaceBind.prepare(directory, kind != Namespace.MOUNT);
        NamespaceBind.bind(namespace, file);
    }

    /**
     * Opens a namespace by its name.
     *
     * @throws LinuxException {@code ENOENT} when there is none, {@code EINVAL} when the file is none
     */
    public NamespaceHandle open(String name) throws LinuxException {
        Path file = path(name);
        if (!NamespaceBind.isNamespace(file)) {
            throw new LinuxException(
                    "open namespace",
                    file.toString(),
                    Errno.EINVAL.number(),
                    null,
                    "the file is there, but no namespace is mounted on it in this mount namespace");
        }
        return kind.open(file);
    }

    /**
     * The names, sorted; files on which nothing is mounted are left out. Empty where there is no directory.
     *
     * @throws LinuxException when the directory cannot be read
     */
    public List<String> list() throws LinuxException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                if (isOurs(file)) names.add(String.valueOf(file.getFileName()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (java.nio.file.DirectoryIteratorException | IOException e) {
            if (e instanceof LinuxException le) throw le;
            throw new LinuxException("list", directory.toString(), Errno.EACCES.number(), e.getMessage());
        }
        Collections.sort(names);
        return names;
    }

    private boolean isOurs(Path file) throws LinuxException {
        try {
            if (!NamespaceBind.isNamespace(file)) return false;
            kind.open(file).close();
            return true;
        } catch (LinuxException e) {
            // removed meanwhile, of another kind, or nobody's business
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EINVAL || e.errno() == Errno.EACCES) return false;
            throw e;
        }
    }

    /**
     * Takes the name away. The namespace ends when no process is in it and nobody has it open. A file that was left behind
     * without a mount is deleted, too.
     *
     * @throws LinuxException {@code ENOENT} when there is none, {@code EINVAL} when the file is no namespace,
     *     {@code EPERM} without {@code CAP_SYS_ADMIN} over the mount namespace
     */
    public void remove(String name) throws LinuxException {
        NamespaceBind.unbind(path(name));
    }

    @Override
    public String toString() {
        return kind + " namespaces in " + directory;
    }
}
