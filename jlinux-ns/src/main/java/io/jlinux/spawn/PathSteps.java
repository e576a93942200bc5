package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_CREAT;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_EXCL;
import static io.jlinux.sys.raw.Fcntl.O_NOFOLLOW;
import static io.jlinux.sys.raw.Fcntl.O_PATH;
import static io.jlinux.sys.raw.Fcntl.O_RDWR;
import static io.jlinux.sys.raw.Fcntl.O_WRONLY;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_BENEATH;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_IN_ROOT;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_NO_MAGICLINKS;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_NO_SYMLINKS;
import static io.jlinux.sys.raw.Fcntl.RESOLVE_NO_XDEV;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Paths of the new root, opened by descriptor: symbolic links in them are resolved inside the root, whatever they say, and
 * what is missing is made there.
 */
final class PathSteps {
    private static final int IN_ROOT = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;

    /** A handful, needed fifty times by a container. */
    private static final ConcurrentMap<Long, Arg> HOWS = new ConcurrentHashMap<>();

    private final TapeBuilder tape;
    private final Arg root;
    private final boolean openat2;
    private final MadeTargets made;
    private final OwnFiles own = new OwnFiles();
    private @Nullable Slot placeDirectory;
    private @Nullable String placePath;
    private final Map<String, Slot> kept = new LinkedHashMap<>();
    private List<String> later = List.of();

    PathSteps(TapeBuilder tape, Arg root, KernelFeatures features, MadeTargets made) {
        this.tape = tape;
        this.root = root;
        this.openat2 = features.openat2();
        this.made = made;
    }

    /**
     * Paths that are opened when all mounts are there. Those below a mount are opened from the mount itself: its name may lead
     * elsewhere by then, where others can rename things in the root, and it would be there unmasked under another one.
     */
    void later(List<String> paths) {
        later = paths.stream().map(PathSteps::clean).toList();
    }

    /** Keeps a mount open, which is attached to {@code target}, where a path below it is opened later; else closes it. */
    void keepOrClose(String target, Slot mount) {
        Slot slot = tape.slot("<" + clean(target) + ">");
        if (keep(target, slot)) tape.move(Arg.ref(mount)).into(slot);
        else close(tape, Arg.ref(mount));
    }

    /** As above, for a mount that has a slot of its own; whether it is kept. */
    boolean keep(String target, Slot mount) {
        String clean = clean(target);
        kept.keySet().removeIf(covered -> isBelow(covered, clean));
        if (later.stream().noneMatch(path -> isBelow(path, clean))) return false;
        kept.put(clean, mount);
        return true;
    }

    private static boolean isBelow(String path, String top) {
        return path.equals(top) || path.startsWith(top.equals("/") ? top : top + "/");
    }

    /** Opens a path that must exist. */
    Opening open(String operation, String path, Slot into) {
        String clean = clean(path);
        String longest = null;
        for (String top : kept.keySet()) {
            if (isBelow(clean, top) && (longest == null || top.length() > longest.length())) longest = top;
        }
        if (longest == null) return open(operation, path, path, O_PATH, IN_ROOT, into);
        Arg mount = Arg.ref(Objects.requireNonNull(kept.get(longest)));
        String rest = "/" + String.join("/", names(clean.substring(longest.length())));
        return openAt(tape, openat2, mount, operation, path, rest, O_PATH, IN_ROOT, into);
    }

    private Opening open(String operation, String target, String path, int flags, int resolve, Slot into) {
        return openAt(tape, openat2, root, operation, target, path, flags, resolve, into);
    }

    /** openat2(2) with {@code O_CLOEXEC}; where it is missing, a walk that follows no symbolic link. */
    private static Opening openAt(
            TapeBuilder tape,
            boolean openat2,
            Arg dir,
            String operation,
            String target,
            String path,
            int flags,
            int resolve,
            Slot into) {
        if (!openat2) return WalkSteps.open(tape, dir, operation, target, names(path), flags, into);
        int index = tape.size();
        Step step = tape.call(operation, target, Syscall.OPENAT2, dir, Arg.text(path), how(flags, resolve), Arg.num(24))
                .into(into)
                .retryAgain()
                .retryInterrupted();
        return new Opening(step, index);
    }

    /** Opens a device for use; symbolic links are an error. */
    Opening openDevice(String operation, String path, int flags, Slot into) {
        return open(operation, path, path, flags, IN_ROOT | RESOLVE_NO_SYMLINKS, into);
    }

    /**
     * Opens the directory {@code path} as a mount's target; makes it, and what leads to it, when it is missing.
     *
     * @param links whether symbolic links on the way are followed (inside the root) or an error
     */
    void openDirectory(String operation, String path, boolean links, Slot into) {
        own.forget();
        openDirectory(operation, path, names(path), IN_ROOT | (links ? 0 : RESOLVE_NO_SYMLINKS), into);
    }

    /** From the end backwards: most often it is there, and else its parent is. */
    private void openDirectory(String operation, String target, List<String> names, int resolve, Slot into) {
        String clean = "/" + String.join("/", names);
        Opening first = open(operation, target, clean, O_PATH | O_DIRECTORY, resolve, into);
        if (names.isEmpty()) return;
        first.accept(Errno.ENOENT);
        openDirectory(operation, target, names.subList(0, names.size() - 1), resolve, into);
        String name = names.get(names.size() - 1);
        Step mkdir = tape.call(operation, target, Syscall.MKDIRAT, Arg.ref(into), Arg.text(name), Arg.mode(0755))
                .accept(Errno.EEXIST);
        mkdir.skipOnError(made.note(tape, operation, target, Arg.ref(into), clean, name, true));
        close(tape, Arg.ref(into));
        open(operation, target, clean, O_PATH | O_DIRECTORY, resolve, into);
        first.skipOnSuccess(tape.size());
    }

    /**
     * Opens the file {@code path} as a mount's target; makes an empty one when it is missing.
     *
     * @param links whether symbolic links on the way are followed (inside the root) or an error
     */
    void openFile(String operation, String path, boolean links, Slot into) {
        own.forget();
        int resolve = IN_ROOT | (links ? 0 : RESOLVE_NO_SYMLINKS);
        List<String> names = names(path);
        if (names.isEmpty()) throw new IllegalArgumentException("a file cannot be mounted on /");
        String clean = "/" + String.join("/", names);
        Opening first = open(operation, path, clean, O_PATH, resolve, into).accept(Errno.ENOENT);
        openDirectory(operation, path, names.subList(0, names.size() - 1), resolve, into);
        Slot file = tape.slot("file");
        String name = names.get(names.size() - 1);
        tape.call(
                        operation,
                        path,
                        Syscall.OPENAT,
                        Arg.ref(into),
                        Arg.text(name),
                        Arg.flags(
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                "O_WRONLY|O_CREAT|O_EXCL|O_NOFOLLOW"),
                        Arg.mode(0644))
                .into(file);
        made.note(tape, operation, path, Arg.ref(into), clean, name, false);
        close(tape, Arg.ref(file));
        close(tape, Arg.ref(into));
        open(operation, path, clean, O_PATH, resolve, into);
        first.skipOnSuccess(tape.size());
    }

    /**
     * Where a mount goes.
     *
     * @param descriptor a directory that is open, or the target itself
     * @param name from there; empty for the target itself
     * @param opened whether it was opened for this, and is to be closed
     */
    record Target(Arg descriptor, String name, boolean opened) {}

    /** As {@link #openDirectory}; a directory of our own is not opened, only made. */
    Target directory(String operation, String path, boolean links, Slot into) {
        OwnFiles.Spot spot = own.enter(names(path), true);
        if (spot == null) {
            openDirectory(operation, path, links, into);
            return new Target(Arg.ref(into), "", true);
        }
        makeDirectories(operation, path, spot);
        if (!spot.directory()) makeDirectory(operation, path, spot.descriptor(), spot.name());
        return new Target(spot.descriptor(), spot.name(), false);
    }

    /** As {@link #openFile}; a file of our own is not opened, only made. */
    Target file(String operation, String path, boolean links, Slot into) {
        OwnFiles.Spot spot = own.enter(names(path), false);
        if (spot == null) {
            openFile(operation, path, links, into);
            return new Target(Arg.ref(into), "", true);
        }
        makeDirectories(operation, path, spot);
        tape.call(
                operation,
                path,
                Syscall.MKNODAT,
                spot.descriptor(),
                Arg.text(spot.name()),
                Arg.flags(Statx.S_IFREG | 0644, "S_IFREG|0644"),
                Arg.num(0));
        return new Target(spot.descriptor(), spot.name(), false);
    }

    private void makeDirectories(String operation, String path, OwnFiles.Spot spot) {
        for (String name : spot.missing()) makeDirectory(operation, path, spot.descriptor(), name);
    }

    private void makeDirectory(String operation, String path, Arg descriptor, String name) {
        tape.call(operation, path, Syscall.MKDIRAT, descriptor, Arg.text(name), Arg.mode(0755));
    }

    /** What lies in file systems of our own. */
    OwnFiles own() {
        return own;
    }

    /** What was made in the root. */
    MadeTargets made() {
        return made;
    }

    /** A name in a directory that is open. */
    record Place(Arg directory, String name) {}

    /**
     * Opens the directory in which {@code path} lies, made when it is missing. It stays open, for what follows in the same
     * directory, until {@link #closePlace()}.
     */
    Place place(String operation, String path) {
        List<String> names = names(path);
        if (names.isEmpty()) throw new IllegalArgumentException("not a path below the root: " + path);
        OwnFiles.Spot spot = own.enter(names, false);
        if (spot != null) {
            makeDirectories(operation, path, spot);
            return new Place(spot.descriptor(), spot.name());
        }
        String parent = parent(names);
        Slot directory = placeDirectory;
        if (directory == null || !parent.equals(placePath)) {
            closePlace();
            directory = tape.slot("directory");
            openDirectory(operation, parent, true, directory);
            placeDirectory = directory;
            placePath = parent;
        }
        return new Place(Arg.ref(directory), names.get(names.size() - 1));
    }

    /** Closes the directory of the last {@link #place}, if there is one. */
    void closePlace() {
        if (placeDirectory != null) close(tape, Arg.ref(placeDirectory));
        placeDirectory = null;
    }

    /** Opens a file below a directory that the kernel itself fills, such as a procfs: no links, no other mounts. */
    static void openBeneath(
            TapeBuilder tape,
            KernelFeatures features,
            Arg dir,
            String operation,
            String target,
            String path,
            Slot into) {
        int resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
        openAt(tape, features.openat2(), dir, operation, target, path, O_WRONLY, resolve, into);
    }

    static Step close(TapeBuilder tape, Arg fd) {
        return tape.call("close", fd.toString(), Syscall.CLOSE, fd);
    }

    private static String parent(List<String> names) {
        return "/" + String.join("/", names.subList(0, names.size() - 1));
    }

    /** The names of a path; {@code .} is dropped, {@code ..} goes up and stays in the root. */
    static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        for (int from = 0, to; from < path.length(); from = to + 1) {
            to = path.indexOf('/', from);
            if (to < 0) to = path.length();
            if (to == from) continue;
            String name = path.substring(from, to);
            if (name.equals(".")) continue;
            if (!name.equals("..")) names.add(name);
            else if (!names.isEmpty()) names.remove(names.size() - 1);
        }
        return names;
    }

    /** The same place, as the kernel would print it. */
    static String clean(String path) {
        return isClean(path) ? path : "/" + String.join("/", names(path));
    }

    /** Most are: told without taking it apart. */
    private static boolean isClean(String path) {
        return path.startsWith("/")
                && !path.contains("//")
                && !path.contains("/.")
                && (path.length() == 1 || !path.endsWith("/"));
    }

    private static Arg how(int flags, int resolve) {
        return HOWS.computeIfAbsent((long) resolve << 32 | flags, key -> newHow(flags, resolve));
    }

    private static Arg newHow(int flags, int resolve) {
        ByteBuffer b = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        b.putLong(flags | O_CLOEXEC).putLong(0).putLong(resolve);
        StringJoiner f = new StringJoiner("|");
        if ((flags & O_PATH) != 0) f.add("O_PATH");
        else f.add((flags & O_RDWR) != 0 ? "O_RDWR" : (flags & O_WRONLY) != 0 ? "O_WRONLY" : "O_RDONLY");
        if ((flags & O_DIRECTORY) != 0) f.add("O_DIRECTORY");
        f.add("O_CLOEXEC");
        StringJoiner r = new StringJoiner("|");
        if ((resolve & RESOLVE_IN_ROOT) != 0) r.add("RESOLVE_IN_ROOT");
        if ((resolve & RESOLVE_BENEATH) != 0) r.add("RESOLVE_BENEATH");
        if ((resolve & RESOLVE_NO_MAGICLINKS) != 0) r.add("RESOLVE_NO_MAGICLINKS");
        if ((resolve & RESOLVE_NO_SYMLINKS) != 0) r.add("RESOLVE_NO_SYMLINKS");
        if ((resolve & RESOLVE_NO_XDEV) != 0) r.add("RESOLVE_NO_XDEV");
        return new Arg.Bytes(b.array(), "{flags=" + f + ", resolve=" + r + "}");
    }
}
