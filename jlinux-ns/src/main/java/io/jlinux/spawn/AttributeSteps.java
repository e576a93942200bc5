package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.AT_EMPTY_PATH;
import static io.jlinux.sys.raw.Fcntl.AT_RECURSIVE;
import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;

import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.Statfs;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Attributes and propagation of a mount that is open: mount_setattr(2), or before Linux 5.12 mount(2) with {@code
 * MS_REMOUNT|MS_BIND}, which only knows mounts that are attached, takes a path, and sets all flags at once.
 *
 * <p>So there the mount is put on a number that a path can name ({@link Spares}), and what is not to change is read by
 * fstatfs(2) first: one entry for each combination of the flags that are left alone, of which the right one is played.
 */
final class AttributeSteps {
    /** A flag in the three ways in which the kernel writes it: MOUNT_ATTR, MS, ST. */
    private record Flag(long attr, long ms, long st) {}

    private static final List<Flag> PLAIN = List.of(
            new Flag(MountFlags.MOUNT_ATTR_RDONLY, MountFlags.MS_RDONLY, MountFlags.MS_RDONLY),
            new Flag(MountFlags.MOUNT_ATTR_NOSUID, MountFlags.MS_NOSUID, MountFlags.MS_NOSUID),
            new Flag(MountFlags.MOUNT_ATTR_NODEV, MountFlags.MS_NODEV, MountFlags.MS_NODEV),
            new Flag(MountFlags.MOUNT_ATTR_NOEXEC, MountFlags.MS_NOEXEC, MountFlags.MS_NOEXEC),
            new Flag(MountFlags.MOUNT_ATTR_NOSYMFOLLOW, MountFlags.MS_NOSYMFOLLOW, Statfs.ST_NOSYMFOLLOW));

    /** Access times: the kernel leaves them alone as long as none of them is named. */
    private static final List<Flag> ATIME = List.of(
            new Flag(MountFlags.MOUNT_ATTR_NODIRATIME, MountFlags.MS_NODIRATIME, MountFlags.MS_NODIRATIME),
            new Flag(MountFlags.MOUNT_ATTR_NOATIME, MountFlags.MS_NOATIME, MountFlags.MS_NOATIME));

    private static final Arg NULL = Arg.flags(0, "NULL");

    private final TapeBuilder tape;
    private final boolean setattr;
    private final Spares spares;

    AttributeSteps(TapeBuilder tape, KernelFeatures features, Spares spares) {
        this.tape = tape;
        this.setattr = features.mountSetattr();
        this.spares = spares;
    }

    /** Whether a mount's attributes can be set before it is attached. */
    boolean detached() {
        return setattr;
    }

    /** Sets them where there are any. */
    void set(String operation, String path, Arg fd, MountAttributes a, boolean recursive) {
        if (a.isEmpty()) return;
        if (setattr) setAttr(operation, path, fd, a, null, recursive);
        else remount(operation, path, fd, a);
    }

    /**
     * Makes it read-only if it is the root of a mount, and passes over the entries that {@code otherwise} adds; plays them
     * where it is none.
     */
    void readOnlyMountOr(String operation, String path, Arg fd, Runnable otherwise) {
        MountAttributes readOnly = MountAttributes.NONE.readOnly();
        if (setattr) {
            Step asMount = setAttr(operation, path, fd, readOnly, null, false).accept(Errno.EINVAL);
            int before = tape.size();
            otherwise.run();
            asMount.skipOnSuccess(tape.size() - before);
            return;
        }
        List<Step> tries = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        remount(operation, path, fd, readOnly, tries, at);
        int end = tape.size();
        otherwise.run();
        for (int i = 0; i < tries.size(); i++) {
            tries.get(i)
                    .accept(Errno.EINVAL)
                    .skipOnError(end - at.get(i) - 1)
                    .skipOnSuccess(tape.size() - at.get(i) - 1);
        }
    }

    /** Changes how mounts spread from and to it. */
    void propagate(String path, Arg fd, Propagation p) {
        String operation = "make " + p;
        if (setattr) {
            setAttr(operation, path, fd, MountAttributes.NONE, p, p.recursive());
            return;
        }
        long flags = p.flag() | (p.recursive() ? MountFlags.MS_REC : 0);
        name(operation, path, fd);
        tape.call(operation, path, Syscall.MOUNT, NULL, Arg.text(named()), NULL, propagationFlags(p, flags), NULL);
    }

    static Arg propagationFlags(Propagation p, long flags) {
        return Arg.flags(flags, (p.recursive() ? "MS_REC|MS_" : "MS_") + kind(p));
    }

    private static String kind(Propagation p) {
        return p.name().substring(p.recursive() ? 1 : 0);
    }

    /** What is set, as fsmount(2) takes it. */
    static Arg flags(MountAttributes a) {
        StringJoiner names = new StringJoiner("|");
        for (String name : a.toString().split(",", -1)) {
            if (!name.isEmpty() && !name.startsWith("-")) {
                names.add("MOUNT_ATTR_" + (name.equals("ro") ? "RDONLY" : name.toUpperCase(Locale.ROOT)));
            }
        }
        return a.set() == 0 ? Arg.num(0) : Arg.flags(a.set(), names.toString());
    }

    private Step setAttr(
            String operation, String path, Arg fd, MountAttributes a, @Nullable Propagation p, boolean recursive) {
        ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        b.putLong(a.set()).putLong(a.clear()).putLong(p == null ? 0 : p.flag()).putLong(0);
        String text = "{" + (p == null ? a : "propagation=MS_" + kind(p)) + "}";
        return tape.call(
                operation,
                path,
                Syscall.MOUNT_SETATTR,
                fd,
                Arg.text(""),
                Arg.flags(
                        AT_EMPTY_PATH | (recursive ? AT_RECURSIVE : 0),
                        "AT_EMPTY_PATH" + (recursive ? "|AT_RECURSIVE" : "")),
                new Arg.Bytes(b.array(), text),
                Arg.num(32));
    }

    private void name(String operation, String path, Arg fd) {
        Fd spare = spares.forMount();
        Arg cloexec = Arg.flags(O_CLOEXEC, "O_CLOEXEC");
        tape.call(operation, path, Syscall.DUP3, fd, Arg.num(spare.number()), cloexec);
    }

    private String named() {
        return "/proc/self/fd/" + spares.forMount().number();
    }

    private void remount(String operation, String path, Arg fd, MountAttributes a) {
        List<Step> tries = new ArrayList<>();
        List<Integer> at = new ArrayList<>();
        remount(operation, path, fd, a, tries, at);
        for (int i = 0; i < tries.size(); i++) tries.get(i).skipOnSuccess(tape.size() - at.get(i) - 1);
    }

    private void remount(String operation, String path, Arg fd, MountAttributes a, List<Step> tries, List<Integer> at) {
        name(operation, path, fd);
        Slot stat = tape.slots("statfs", Statfs.STRUCT_SIZE / 8);
        tape.call(operation, path, Syscall.FSTATFS, fd, new Arg.Out(stat));
        List<Flag> kept = new ArrayList<>();
        long flags = MountFlags.MS_REMOUNT | MountFlags.MS_BIND;
        boolean atime = ((a.set() | a.clear()) & (MountFlags.MOUNT_ATTR_ATIME | MountFlags.MOUNT_ATTR_NODIRATIME)) != 0;
        for (Flag f : PLAIN) flags |= decide(f, a, kept);
        if (atime) {
            for (Flag f : ATIME) {
                boolean oneOfThree = (f.attr & MountFlags.MOUNT_ATTR_ATIME) != 0;
                if (oneOfThree && (a.clear() & MountFlags.MOUNT_ATTR_ATIME) != 0)
                    flags |= (a.set() & f.attr) != 0 ? f.ms : 0;
                else flags |= decide(f, a, kept);
            }
            if ((a.set() & MountFlags.MOUNT_ATTR_STRICTATIME) != 0) flags |= MountFlags.MS_STRICTATIME;
            else if ((flags & MountFlags.MS_NOATIME) == 0) flags |= MountFlags.MS_RELATIME;
        }
        long mask = 0;
        for (Flag f : kept) mask |= f.st;
        for (int combination = 0; combination < 1 << kept.size(); combination++) {
            long st = 0;
            long ms = flags;
            for (int i = 0; i < kept.size(); i++) {
                if ((combination >> i & 1) == 0) continue;
                st |= kept.get(i).st;
                ms |= kept.get(i).ms;
            }
            Arg is = new Arg.Ref(stat, Statfs.FLAGS / 8);
            tape.check(operation, path, is, mask, st, Errno.EINVAL)
                    .accept(Errno.EINVAL)
                    .skipOnError(1);
            at.add(tape.size());
            tries.add(tape.call(
                    operation, path, Syscall.MOUNT, NULL, Arg.text(named()), NULL, Arg.flags(ms, text(ms)), NULL));
        }
    }

    /** What a flag will be; where it is to stay as it is, it is added to {@code kept}. */
    private static long decide(Flag f, MountAttributes a, List<Flag> kept) {
        if ((a.set() & f.attr) != 0) return f.ms;
        if ((a.clear() & f.attr) == 0) kept.add(f);
        return 0;
    }

    private static String text(long ms) {
        StringJoiner s = new StringJoiner("|");
        s.add("MS_REMOUNT").add("MS_BIND");
        if ((ms & MountFlags.MS_RDONLY) != 0) s.add("MS_RDONLY");
        if ((ms & MountFlags.MS_NOSUID) != 0) s.add("MS_NOSUID");
        if ((ms & MountFlags.MS_NODEV) != 0) s.add("MS_NODEV");
        if ((ms & MountFlags.MS_NOEXEC) != 0) s.add("MS_NOEXEC");
        if ((ms & MountFlags.MS_NOSYMFOLLOW) != 0) s.add("MS_NOSYMFOLLOW");
        if ((ms & MountFlags.MS_NOATIME) != 0) s.add("MS_NOATIME");
        if ((ms & MountFlags.MS_NODIRATIME) != 0) s.add("MS_NODIRATIME");
        if ((ms & MountFlags.MS_RELATIME) != 0) s.add("MS_RELATIME");
        if ((ms & MountFlags.MS_STRICTATIME) != 0) s.add("MS_STRICTATIME");
        return s.toString();
    }
}
