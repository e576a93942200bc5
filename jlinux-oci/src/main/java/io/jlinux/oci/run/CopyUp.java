package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code tmpcopyup}: a tmpfs begins with a copy of what it hides. The copy is made by this JVM when all mounts are there and before the
 * container's process enters its root, through {@code /proc/PID/root}.
 *
 * <p>Modes, and owners where this user may set them, come along; extended attributes do not. What another mount has put into the tmpfs by then
 * stays as it is, and is not written to.
 *
 * <p>With a user namespace the tmpfs belongs to it, and nobody can have a file in it who has no id there: not this JVM's root either. So the
 * copies are made by its root, and what belongs to a user or group that has no id there stays its root's.
 */
final class CopyUp {
    /**
     * One tmpfs.
     *
     * @param base the host's directory that the hidden one is in
     * @param below the hidden one in it
     * @param target the tmpfs in the root
     * @param options those that were given
     */
    private record Item(Path base, String below, String target, List<String> options) {}

    private final Path root;
    private final List<Item> items;

    private CopyUp(Path root, List<Item> items) {
        this.root = root;
        this.items = items;
    }

    /** Whether a mount is one. */
    static boolean is(OciMount mount) {
        return mount.options().contains("tmpcopyup"); // each start asks, and need not parse the others for it
    }

    /** Those of a config; empty when there are none. */
    static Optional<CopyUp> of(OciConfig config, Path bundle) {
        Path root = bundle.resolve(config.root().path()).normalize();
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < config.mounts().size(); i++) {
            OciMount mount = config.mounts().get(i);
            if (is(mount)) item(config, i, bundle, root).ifPresent(items::add);
        }
        return items.isEmpty() ? Optional.empty() : Optional.of(new CopyUp(root, items));
    }

    /** What the mount hides: a directory of the root, or of a bind that was mounted before; a new file system has nothing. */
    private static Optional<Item> item(OciConfig config, int index, Path bundle, Path root) {
        OciMount mount = config.mounts().get(index);
        String target = "/" + String.join("/", names(mount.target()));
        for (int i = index - 1; i >= 0; i--) {
            OciMount before = config.mounts().get(i);
            String at = "/" + String.join("/", names(before.target()));
            if (!at.equals("/") && !target.equals(at) && !target.startsWith(at + "/")) continue;
            if (before.parsedOptions().remount()) continue;
            if (!before.parsedOptions().bind() || before.source().isEmpty()) return Optional.empty();
            Path source = bundle.resolve(before.source().get()).normalize();
            String below = at.equals("/") ? target : target.substring(at.length());
            return Optional.of(new Item(source, below.isEmpty() ? "/" : below, target, mount.options()));
        }
        return Optional.of(new Item(root, target, target, mount.options()));
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            if (!name.isEmpty() && !name.equals(".")) names.add(name);
        }
        return names;
    }

    /**
     * Makes the copies.
     *
     * @param pid of the container's process, which has not entered its root yet
     */
    void copy(long pid) throws IOException {
        FileOwners owners = FileOwners.of(pid);
        TreeCopy tree = new TreeCopy(owners);
        if (tree.needsOwner()) FileOwnerThread.run(owners.rootUser(), owners.rootGroup(), () -> copy(pid, tree));
        else copy(pid, tree);
    }

    private void copy(long pid, TreeCopy tree) throws IOException {
        Path there = Path.of("/proc", Long.toString(pid), "root" + root.toRealPath());
        try (Fd box = Fd.open(there, Fcntl.O_PATH | Fcntl.O_DIRECTORY)) {
            for (Item item : items) copy(item, box, tree);
        }
    }

    private static void copy(Item item, Fd box, TreeCopy tree) throws IOException {
        int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY;
        try (Fd base = Fd.open(item.base, Fcntl.O_PATH | Fcntl.O_DIRECTORY)) {
            Optional<Fd> source = InRoot.open(base, item.below, flags);
            if (source.isEmpty()) return; // nothing was hidden
            try (Fd from = source.get();
                    Fd to = InRoot.open(box, item.target, flags)
                            .orElseThrow(() -> new LinuxException(
                                    "copy up to", item.target, Errno.ENOENT.number(), "the tmpfs is not there"))) {
                InRoot.Stat stat = InRoot.stat(from, "");
                if (item.options.stream().noneMatch(o -> o.startsWith("mode="))) TreeCopy.chmod(to, stat);
                boolean owned = item.options.stream().anyMatch(o -> o.startsWith("uid=") || o.startsWith("gid="));
                if (!owned) tree.chown(to, "", stat);
                tree.copy(from, to);
            }
        }
    }
}
