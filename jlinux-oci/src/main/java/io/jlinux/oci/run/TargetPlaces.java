package io.jlinux.oci.run;

import io.jlinux.oci.spec.MountOptions;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that the start of a container needs in directories of the host, and makes where it is missing.
 *
 * @param items outer ones first
 */
public record TargetPlaces(List<MissingTargets.Item> items) {
    private static final List<String> DEV = List.of(
            "null", "zero", "full", "random", "urandom", "tty", "fd", "stdin", "stdout", "stderr", "ptmx", "core",
            "console");

    public TargetPlaces {
        items = List.copyOf(items);
    }

    /**
     * Those of a config. A pure function.
     *
     * @param more files that are mounted beside those of the config
     */
    public static TargetPlaces of(OciConfig config, Path bundle, List<String> more) {
        Path root = bundle.resolve(config.root().path()).normalize();
        Set<MissingTargets.Item> places = new LinkedHashSet<>();
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
        return new TargetPlaces(List.copyOf(places));
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
    private static void place(
            Path bundle, Path root, List<Point> mounts, String path, Set<MissingTargets.Item> places) {
        for (int i = mounts.size() - 1; i >= 0; i--) {
            Point before = mounts.get(i);
            if (!before.holds(path)) continue;
            String below = before.below(path);
            if (!below.isEmpty())
                before.bound.ifPresent(b ->
                        places.add(new MissingTargets.Item(bundle.resolve(b).normalize(), below)));
            return;
        }
        if (!path.equals("/")) places.add(new MissingTargets.Item(root, path));
    }

    private static String clean(String path) {
        return "/" + String.join("/", MissingTargets.names(path));
    }

    /** Those of them that are not there now. */
    public MissingTargets missing() throws LinuxException {
        Set<MissingTargets.Item> missing = new LinkedHashSet<>();
        Map<Path, Fd> bases = new LinkedHashMap<>();
        try {
            for (MissingTargets.Item place : items) {
                Fd base = bases.get(place.base());
                if (base == null) {
                    Optional<Fd> opened = MissingTargets.openBase(place.base());
                    if (opened.isEmpty()) continue; // a file; or it is not there, which the start will tell
                    base = opened.get();
                    bases.put(place.base(), base);
                }
                addMissing(base, place, missing);
            }
        } finally {
            bases.values().forEach(Fd::close);
        }
        return new MissingTargets(List.copyOf(missing));
    }

    /** The first name on the way that is not there, and all after it. */
    private static void addMissing(Fd base, MissingTargets.Item place, Set<MissingTargets.Item> missing)
            throws LinuxException {
        if (isThere(base, place.below())) return;
        String path = "";
        boolean gone = false;
        for (String name : MissingTargets.names(place.below())) {
            String parent = path.isEmpty() ? "/" : path;
            path += "/" + name;
            if (!gone) {
                Optional<Fd> directory = InRoot.open(base, parent, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
                if (directory.isEmpty()) return;
                try (Fd in = directory.get()) {
                    gone = MissingTargets.look(in, name).isEmpty();
                }
            }
            if (gone) missing.add(new MissingTargets.Item(place.base(), path));
        }
    }

    private static boolean isThere(Fd base, String path) throws LinuxException {
        Optional<Fd> there = InRoot.open(base, path, Fcntl.O_PATH);
        there.ifPresent(Fd::close);
        return there.isPresent();
    }
}
