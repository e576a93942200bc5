package io.jlinux.spawn;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the tmpfs that this start has made itself, where nobody else has made or moved anything: no path in them needs to be looked
 * for, or can lead elsewhere. So each thing there is made by one call and named from its file system's own descriptor, and nothing on the way is
 * a symbolic link or another's mount.
 *
 * <p>It only knows paths as they are written. What is made over a path that leads through the host's or an image's files could, by a
 * symbolic link, be made in here: from then on it knows nothing ({@link #forget}).
 */
final class OwnFiles {
    /** The file system that a directory lies in, open, and where it is mounted. */
    private record Home(Slot descriptor, String path) {}

    /**
     * A path whose parent, or what is to become its parent, is ours.
     *
     * @param missing the directories that lead to it and are not there yet, as names from {@code descriptor}, from above
     * @param name its own name from {@code descriptor}; empty for the root of the file system
     * @param directory whether it is there, as a directory
     */
    record Spot(Arg descriptor, List<String> missing, String name, boolean directory) {}

    private final Map<String, Home> directories = new HashMap<>();
    private final Set<String> others = new HashSet<>();

    /** A new and empty file system, or (null) anything else, is what is at {@code path} from here on. */
    void mounted(String path, @Nullable Slot fileSystem) {
        String below = path.equals("/") ? path : path + "/";
        directories.keySet().removeIf(p -> p.equals(path) || p.startsWith(below));
        others.removeIf(p -> p.equals(path) || p.startsWith(below));
        if (fileSystem == null) others.add(path);
        else directories.put(path, new Home(fileSystem, path));
    }

    /** What is made from here on may be in here, too. */
    void forget() {
        directories.clear();
        others.clear();
    }

    /**
     * Where {@code names} leads, and from here on also what is on the way; null where that is not known for sure.
     *
     * @param asDirectory whether a directory will be there, or something that leads nowhere
     */
    @Nullable
    Spot enter(List<String> names, boolean asDirectory) {
        if (names.isEmpty() || directories.isEmpty()) return null;
        String path = "/" + String.join("/", names);
        if (others.contains(path)) return null;
        Home known = directories.get(path);
        if (known != null)
            return asDirectory ? new Spot(Arg.ref(known.descriptor), List.of(), from(known, path), true) : null;
        int depth = names.size() - 1;
        Home home = directories.get(path(names, depth));
        while (home == null) {
            if (depth == 0 || others.contains(path(names, depth))) return null;
            home = directories.get(path(names, --depth));
        }
        List<String> missing = new ArrayList<>();
        for (int i = depth + 1; i < names.size(); i++) {
            String made = path(names, i);
            missing.add(from(home, made));
            directories.put(made, home);
        }
        if (asDirectory) directories.put(path, home);
        else others.add(path);
        return new Spot(Arg.ref(home.descriptor), missing, from(home, path), false);
    }

    private static String path(List<String> names, int depth) {
        return "/" + String.join("/", names.subList(0, depth));
    }

    private static String from(Home home, String path) {
        if (path.equals(home.path)) return "";
        return path.substring(home.path.equals("/") ? 1 : home.path.length() + 1);
    }
}
