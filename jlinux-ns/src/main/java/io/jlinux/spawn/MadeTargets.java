package io.jlinux.spawn;

import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Results;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a child makes in directories of the host because a target was missing, so that it can be removed again when the start
 * fails.
 *
 * <p>Right after it has made something, and only then, the child notes which inode that is. After a failure the parent, in
 * whose mount namespace nothing is mounted there, looks at each name again and removes it if it is still that inode and
 * empty. The paths are resolved inside the root, as the child did. So another process that puts something else in their
 * place can at most keep its own things.
 *
 * <p>What lies in a file system that the start itself has made is not noted: it is gone with the child.
 */
final class MadeTargets {
    private static final int STAT_SIZE = 144;
    private static final int STAT_DEV = 0;
    private static final int STAT_INO = 8;

    private record Item(String path, boolean directory, Slot stat, int noting, Path base, String below) {}

    private record Place(String target, @Nullable Path source) {}

    private final @Nullable Path root;
    private final List<Place> mounted = new ArrayList<>();
    private final List<Item> items;
    private final List<Made> made = new ArrayList<>();

    /**
     * A list that is empty.
     *
     * @param root where the root is on the host; null where it is made for the start, and everything in it
     */
    MadeTargets(@Nullable Path root) {
        this(root, new ArrayList<>());
    }

    private MadeTargets(@Nullable Path root, List<Item> items) {
        this.root = root;
        this.items = items;
    }

    /** The same for one more start with the same tape: what another has made is not this one's. */
    MadeTargets again() {
        return new MadeTargets(root, items);
    }

    /** A new file system ({@code source} null) or a directory of the host is mounted on {@code target} from here on. */
    void mounted(String target, @Nullable Path source) {
        mounted.add(new Place(PathSteps.clean(target), source));
    }

    /** Where the root is on the host, for a path that no mount of this start lies over; else null. */
    @Nullable
    Path root(String path) {
        return place(PathSteps.clean(path)) == null ? root : null;
    }

    /** Whether {@code path} lies in a file system that the start has made, and nothing of it is mounted on that very path. */
    boolean isInsideNew(String path) {
        String clean = PathSteps.clean(path);
        Place place = place(clean);
        if (place == null) return root == null && !clean.equals("/");
        return place.source == null && !place.target.equals(clean);
    }

    private @Nullable Place place(String path) {
        for (int i = mounted.size() - 1; i >= 0; i--) {
            Place p = mounted.get(i);
            if (p.target.equals("/") || path.equals(p.target) || path.startsWith(p.target + "/")) return p;
        }
        return null;
    }

    /**
     * Adds the entry that notes what the entry before has just made, where that is on the host.
     *
     * @return how many entries that are: 0 or 1
     */
    int note(
            TapeBuilder tape,
            String operation,
            String target,
            Arg directory,
            String path,
            String name,
            boolean isDirectory) {
        Place place = place(path);
        Path base = place == null ? root : place.source;
        if (base == null) return 0;
        Slot stat = tape.slots("made", STAT_SIZE / 8);
        String below = place == null || place.target.equals("/") ? path : path.substring(place.target.length());
        items.add(new Item(path, isDirectory, stat, tape.size(), base, below));
        tape.call(
                operation,
                target,
                Syscall.NEWFSTATAT,
                directory,
                Arg.text(name),
                new Arg.Out(stat),
                Arg.flags(Fcntl.AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW"));
        return 1;
    }

    /**
     * Removes what a start that failed has made.
     *
     * @param index the entry of the tape that failed
     */
    void remove(TapeFailure failure, int index) {
        for (int i = items.size() - 1; i >= 0; i--) {
            Item item = items.get(i);
            long inode = failure.word(item.stat, STAT_INO / 8);
            boolean unknown = item.noting == index;
            if (inode == 0 && !unknown) continue;
            tryRemove(item, failure.word(item.stat, STAT_DEV / 8), inode, unknown);
        }
    }

    private record Made(Item item, long device, long inode) {}

    /** Whether nothing can have been made in directories of the host. */
    boolean isEmpty() {
        return items.isEmpty();
    }

    /** Keeps what a start that succeeds has made: seldom anything, since the targets are there from the second start on. */
    void keep(Results results) {
        for (Item item : items) {
            long inode = results.word(item.stat, STAT_INO / 8);
            if (inode != 0) made.add(new Made(item, results.word(item.stat, STAT_DEV / 8), inode));
        }
    }

    /** What removes all that was kept, or null where that is nothing. */
    @Nullable
    Runnable kept() {
        List<Made> all = new ArrayList<>(made);
        Collections.reverse(all);
        return all.isEmpty() ? null : () -> all.forEach(m -> tryRemove(m.item, m.device, m.inode, false));
    }

    private static void tryRemove(Item item, long device, long inode, boolean unknown) {
        try {
            remove(item, device, inode, unknown);
        } catch (LinuxException e) {
            // it is gone, or another's: nothing of ours is left
            return;
        }
    }

    private static void remove(Item item, long device, long inode, boolean unknown) throws LinuxException {
        List<String> names = PathSteps.names(item.below);
        String name = names.remove(names.size() - 1);
        try (Fd base = Fd.open(item.base, Fcntl.O_PATH | Fcntl.O_DIRECTORY);
                Fd directory = RootPath.openDirectory(base, names)) {
            NativeBuffer text = NativeBuffer.ofString(name);
            NativeBuffer stat = NativeBuffer.allocate(STAT_SIZE);
            long r = RawSyscall.call(
                    Syscall.NEWFSTATAT, directory.number(), text.address(), stat.address(), Fcntl.AT_SYMLINK_NOFOLLOW);
            boolean same = stat.getLong(STAT_DEV) == device && stat.getLong(STAT_INO) == inode;
            if (r == 0 && (same || unknown)) {
                int flags = item.directory ? Fcntl.AT_REMOVEDIR : 0;
                RawSyscall.call(Syscall.UNLINKAT, directory.number(), text.address(), flags);
            }
            text.keepAlive();
            stat.keepAlive();
        }
    }
}
