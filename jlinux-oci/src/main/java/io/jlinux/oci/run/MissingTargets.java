package io.jlinux.oci.run;

import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is not there yet in directories of the host, and which the start of a container makes: mount points, devices, links, the working
 * directory. A start that fails takes them back by itself; this is written down for one whose JVM is killed in the middle of it.
 *
 * <p>Taken back is only what was not there, and is empty: other things that have come to be there meanwhile stay.
 *
 * @param items outer ones first
 */
public record MissingTargets(List<Item> items) {
    private static final Logger LOG = LoggerFactory.getLogger(MissingTargets.class);

    private static final List<String> DEV = List.of(
            "null", "zero", "full", "random", "urandom", "tty", "fd", "stdin", "stdout", "stderr", "ptmx", "core",
            "console");

    /**
     * One of them.
     *
     * @param base a directory of the host
     * @param below the path in it; symbolic links on the way are resolved inside of {@code base}
     */
    public record Item(Path base, String below) {}

    public MissingTargets {
        items = List.copyOf(items);
    }

    /**
     * Those of a config.
     *
     * @param more files that are mounted beside those of the config
     */
    public static MissingTargets of(OciConfig config, Path bundle, List<String> more) throws LinuxException {
        Path root = bundle.resolve(config.root().path()).normalize();
        Set<Item> places = new LinkedHashSet<>();
        List<Point> points = new ArrayList<>();
        for (OciMount mount : config.mounts()) {
            MountOptions options = mount.parsedOptions();
            if (options.remount()) continue;
            Point point = new Point(clean(mount.target()), options.bind() ? mount.source() : Optional.empty());
            place(bundle, root, points, point.at, places);
            points.add(point);
        }
        List<String> paths = new ArrayList<>(more);
        for (String name : DEV) paths.add("/dev/" + name);
        for (OciDevice device : config.linux().devices()) paths.add(device.path());
        config.process().ifPresent(p -> paths.add(p.cwd()));
        for (String path : paths) place(bundle, root, points, clean(path), places);
        return new MissingTargets(missing(places));
    }

    /**
     * Where something is mounted.
     *
     * @param at the clean path in the container
     * @param bound the file of the host that is there, or nothing for a new file system
     */
    private record Point(String at, Optional<String> bound) {
        boolean holds(String path) {
            return at.equals("/")
                    || (path.startsWith(at) && (path.length() == at.length() || path.charAt(at.length()) == '/'));
        }

        String below(String path) {
            return at.equals("/") ? path : path.substring(at.length());
        }
    }

    /** Where a clean path is on the host when these mounts are there; nowhere in a new file system. */
    private static void place(Path bundle, Path root, List<Point> mounts, String path, Set<Item> places) {
        for (int i = mounts.size() - 1; i >= 0; i--) {
            Point before = mounts.get(i);
            if (!before.holds(path)) continue;
            String below = before.below(path);
            if (!below.isEmpty())
                before.bound.ifPresent(
                        b -> places.add(new Item(bundle.resolve(b).normalize(), below)));
            return;
        }
        if (!path.equals("/")) places.add(new Item(root, path));
    }

    private static String clean(String path) {
        return "/" + String.join("/", names(path));
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) names.add(name);
        }
        return names;
    }

    private static List<Item> missing(Set<Item> places) throws LinuxException {
        Set<Item> missing = new LinkedHashSet<>();
        Map<Path, Fd> bases = new LinkedHashMap<>();
        try {
            for (Item place : places) {
                Fd base = bases.get(place.base);
                if (base == null) {
                    Optional<Fd> opened = openBase(place.base);
                    if (opened.isEmpty()) continue; // a file; or it is not there, which the start will tell
                    base = opened.get();
                    bases.put(place.base, base);
                }
                addMissing(base, place, missing);
            }
        } finally {
            bases.values().forEach(Fd::close);
        }
        return List.copyOf(missing);
    }

    private static Optional<Fd> openBase(Path base) throws LinuxException {
        try {
            return Optional.of(Fd.open(base, Fcntl.O_PATH | Fcntl.O_DIRECTORY));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR || e.errno() == Errno.EACCES)
                return Optional.empty();
            throw e;
        }
    }

    /** The first name on the way that is not there, and all after it. */
    private static void addMissing(Fd base, Item place, Set<Item> missing) throws LinuxException {
        if (isThere(base, place.below)) return;
        String path = "";
        boolean gone = false;
        for (String name : names(place.below)) {
            String parent = path.isEmpty() ? "/" : path;
            path += "/" + name;
            if (!gone) {
                Optional<Fd> directory = InRoot.open(base, parent, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
                if (directory.isEmpty()) return;
                try (Fd in = directory.get()) {
                    gone = look(in, name).isEmpty();
                }
            }
            if (gone) missing.add(new Item(place.base, path));
        }
    }

    private static boolean isThere(Fd base, String path) throws LinuxException {
        Optional<Fd> there = InRoot.open(base, path, Fcntl.O_PATH);
        there.ifPresent(Fd::close);
        return there.isPresent();
    }

    private static Optional<InRoot.Stat> look(Fd directory, String name) throws LinuxException {
        try {
            return Optional.of(InRoot.stat(directory, name));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return Optional.empty();
            throw e;
        }
    }

    /** {@link #read} reads it. */
    public byte[] write() {
        StringBuilder text = new StringBuilder();
        for (Item item : items)
            text.append(item.base).append('\0').append(item.below).append('\0');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What {@link #write} wrote; what is no whole item is left out. */
    public static MissingTargets read(byte[] text) {
        String[] parts = new String(text, StandardCharsets.UTF_8).split("\0");
        List<Item> items = new ArrayList<>();
        for (int i = 0; i + 1 < parts.length; i += 2) items.add(new Item(Path.of(parts[i]), parts[i + 1]));
        return new MissingTargets(items);
    }

    /** Removes what of it is there and empty, inner ones first; no process of the container is there any more. */
    public void remove() {
        for (int i = items.size() - 1; i >= 0; i--) {
            try {
                remove(items.get(i));
            } catch (LinuxException e) {
                LOG.warn("{} in {} is left: {}", items.get(i).below, items.get(i).base, e.getMessage());
            }
        }
    }

    private static void remove(Item item) throws LinuxException {
        List<String> names = names(item.below);
        String name = names.remove(names.size() - 1);
        Optional<Fd> base = openBase(item.base);
        if (base.isEmpty()) return;
        try (Fd top = base.get()) {
            Optional<Fd> directory = InRoot.open(top, "/" + String.join("/", names), Fcntl.O_PATH | Fcntl.O_DIRECTORY);
            if (directory.isEmpty()) return;
            try (Fd in = directory.get();
                    Scratch s = Scratch.borrow()) {
                Optional<InRoot.Stat> stat = look(in, name);
                if (stat.isEmpty() || (stat.get().isRegular() && stat.get().size() > 0)) return;
                int flags = stat.get().isDirectory() ? Fcntl.AT_REMOVEDIR : 0;
                // a directory that is not empty is refused by the kernel
                RawSyscall.call(Syscall.UNLINKAT, in.number(), s.string(0, name), flags);
            }
        }
    }
}
