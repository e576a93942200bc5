package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.AT_EMPTY_PATH;
import static io.jlinux.sys.raw.Fcntl.AT_FDCWD;
import static io.jlinux.sys.raw.Fcntl.AT_RECURSIVE;

import io.jlinux.mount.Mount;
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
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What mounts become: made detached (fsopen, open_tree), given their attributes, and only then attached by descriptor. */
final class MountSteps {
    /** Those whose superblock is the kernel's own, and often shared: read-only is only their mount. */
    private static final Set<String> OF_THE_KERNEL = Set.of(
            "proc",
            "sysfs",
            "tmpfs",
            "ramfs",
            "devtmpfs",
            "devpts",
            "mqueue",
            "cgroup",
            "cgroup2",
            "securityfs",
            "debugfs",
            "tracefs",
            "configfs",
            "bpf",
            "pstore",
            "efivarfs",
            "fusectl",
            "hugetlbfs",
            "binfmt_misc",
            "resctrl");

    private final TapeBuilder tape;
    private final PathSteps paths;
    private final AttributeSteps attributes;
    private final OverlaySteps overlays;
    private final IdentityHashMap<Mount, Fd> trees;
    private final HostView host;
    private final Slot target;
    private final Slot mount;
    private final Slot empty;
    private @Nullable Slot stat;
    private final List<Slot> own = new ArrayList<>();

    /**
     * For one tape.
     *
     * @param trees what the parent has taken ready for the child: the sources of id-mapped binds
     * @param host looks at the host's files
     * @param user whether the child is in another user namespace than the first
     */
    MountSteps(
            TapeBuilder tape,
            PathSteps paths,
            KernelFeatures features,
            Spares spares,
            IdentityHashMap<Mount, Fd> trees,
            HostView host,
            boolean user) {
        this.tape = tape;
        this.paths = paths;
        this.attributes = new AttributeSteps(tape, features, spares);
        this.overlays = new OverlaySteps(tape, this, spares, user);
        this.trees = trees;
        this.host = host;
        this.target = tape.slot("target");
        this.mount = tape.slot("mount");
        this.empty = tape.slot("empty");
    }

    void mount(Mount m) {
        if (m instanceof Mount.Filesystem f) filesystem(f);
        else if (m instanceof Mount.OverlayMount o) overlay(o);
        else if (m instanceof Mount.Remount r) remount(r);
        else bind((Mount.Bind) m);
    }

    /** Opens what is mounted at {@code path}. */
    Slot open(String operation, String path) {
        paths.open(operation, path, target);
        return target;
    }

    HostView host() {
        return host;
    }

    AttributeSteps attributes() {
        return attributes;
    }

    OverlaySteps overlays() {
        return overlays;
    }

    private static MountAttributes both(Mount m) {
        MountAttributes a = m.attributes();
        MountAttributes r = m.recursiveAttributes();
        return r.isEmpty() ? a : a.without(r.clear()).with(r.set());
    }

    /** The target of a mount; a link on the way that leads to nothing is followed inside the root, and made. */
    private String target(Mount m) {
        String path = m.target();
        Path base = paths.made().root(path);
        return base == null ? path : RootPath.followDangling(base, path, host);
    }

    private void filesystem(Mount.Filesystem f) {
        String operation = "mount " + f.type() + " on";
        // nothing is mounted on a new file system: recursive attributes are its own
        MountAttributes a = both(f);
        List<String> options = new ArrayList<>();
        if ((a.set() & MountFlags.MOUNT_ATTR_RDONLY) != 0 && !OF_THE_KERNEL.contains(f.type())) options.add("ro");
        options.addAll(f.options());
        String label = f.type().equals("mqueue") ? LabelSteps.takeContext(options) : null;
        boolean ours = f.type().equals("tmpfs");
        // what is made in it is named from its descriptor, which stays open for that
        Slot made = ours ? tape.slot("tmpfs on " + f.target()) : mount;
        create(operation, f.target(), f.type(), f.source(), options, a, made);
        if (label != null) LabelSteps.label(tape, made, f.target(), label);
        boolean links = !Mount.isKernelView(f.type());
        String path = links ? target(f) : f.target();
        attach(operation, path, made, paths.directory(operation, path, links, target), f.propagation());
        if (!ours) paths.keepOrClose(path, mount);
        else if (!paths.keep(path, made)) own.add(made);
        mounted(path, null, ours ? made : null);
    }

    private void mounted(String path, @Nullable Path source, @Nullable Slot ours) {
        paths.made().mounted(path, source);
        paths.own().mounted(PathSteps.clean(path), ours);
    }

    /** Nothing is made any more in the file systems of our own. */
    void closeOwn() {
        own.forEach(fs -> PathSteps.close(tape, Arg.ref(fs)));
        own.clear();
        paths.own().forget();
    }

    private void overlay(Mount.OverlayMount o) {
        String operation = "mount overlay on";
        overlays.create(operation, o.target(), o.overlay(), null, both(o), mount);
        String path = target(o);
        attach(operation, path, mount, paths.directory(operation, path, true, target), o.propagation());
        paths.keepOrClose(path, mount);
        mounted(path, null, null);
    }

    private void bind(Mount.Bind b) {
        bind(b, b.directory().orElseGet(() -> host.isDirectory(b.source().toString())));
    }

    void bind(Mount.Bind b, boolean directory) {
        bind(b, directory, tree -> {});
    }

    private void bind(Mount.Bind b, boolean directory, Consumer<Slot> check) {
        String operation = "bind " + b.source() + " on";
        String path = target(b);
        Fd tree = trees.get(b);
        if (tree == null) openTree(operation, path, b.source(), b.recursive(), mount);
        else tape.move(Arg.fd(tree)).into(mount);
        check.accept(mount);
        if (attributes.detached()) setAttributes(operation, path, b);
        PathSteps.Target to =
                directory ? paths.directory(operation, path, true, target) : paths.file(operation, path, true, target);
        moveMount(operation, path, Arg.ref(mount), to);
        if (!attributes.detached()) attributes.set(operation, path, Arg.ref(mount), both(b), false);
        attached(path, mount, to, b.propagation());
        paths.keepOrClose(path, mount);
        mounted(path, b.source(), null);
    }

    private void remount(Mount.Remount r) {
        String operation = "remount";
        String path = r.target();
        paths.open(operation, path, target);
        if (!r.options().isEmpty()) reconfigure(operation, path, r.options());
        attributes.set(operation, path, Arg.ref(target), r.attributes(), false);
        attributes.set(operation, path, Arg.ref(target), r.recursiveAttributes(), true);
        for (Propagation p : r.propagation()) attributes.propagate(path, Arg.ref(target), p);
        PathSteps.close(tape, Arg.ref(target));
    }

    /** Tells a file system that is mounted of other options; fspick(2). */
    private void reconfigure(String operation, String path, List<String> options) {
        int flags = MountFlags.FSPICK_CLOEXEC | MountFlags.FSPICK_EMPTY_PATH;
        tape.call(
                        operation,
                        path,
                        Syscall.FSPICK,
                        Arg.ref(target),
                        Arg.text(""),
                        flag(flags, "FSPICK_CLOEXEC|FSPICK_EMPTY_PATH"))
                .into(mount);
        set(operation, path, mount, options);
        int command = MountFlags.FSCONFIG_CMD_RECONFIGURE;
        configure(operation, path, mount, command, "FSCONFIG_CMD_RECONFIGURE", null, null);
        PathSteps.close(tape, Arg.ref(mount));
    }

    private void setAttributes(String operation, String path, Mount.Bind b) {
        attributes.set(operation, path, Arg.ref(mount), b.attributes(), false);
        attributes.set(operation, path, Arg.ref(mount), b.recursiveAttributes(), true);
    }

    private void attach(String operation, String path, Slot what, PathSteps.Target to, List<Propagation> propagation) {
        moveMount(operation, path, Arg.ref(what), to);
        attached(path, what, to, propagation);
    }

    private void attached(String path, Slot what, PathSteps.Target to, List<Propagation> propagation) {
        for (Propagation p : propagation) attributes.propagate(path, Arg.ref(what), p);
        if (to.opened()) PathSteps.close(tape, to.descriptor());
    }

    /** A new file system, not attached to anything yet. */
    void create(
            String operation,
            String path,
            String type,
            String source,
            List<String> options,
            MountAttributes attributes,
            Slot into) {
        tape.call(operation, path, Syscall.FSOPEN, Arg.text(type), flag(MountFlags.FSOPEN_CLOEXEC, "FSOPEN_CLOEXEC"))
                .into(into);
        Slot context = into;
        set(operation, path, context, "source", source);
        set(operation, path, context, options);
        configure(operation, path, context, MountFlags.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE", null, null);
        Slot fs = tape.slot("fs");
        tape.move(Arg.ref(context)).into(fs);
        tape.call(
                        operation,
                        path,
                        Syscall.FSMOUNT,
                        Arg.ref(fs),
                        flag(MountFlags.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"),
                        AttributeSteps.flags(attributes))
                .into(into);
        PathSteps.close(tape, Arg.ref(fs));
    }

    private void set(String operation, String path, Slot context, List<String> options) {
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) set(operation, path, context, option, null);
            else set(operation, path, context, option.substring(0, equals), option.substring(equals + 1));
        }
    }

    private void set(String operation, String path, Slot context, String key, @Nullable String value) {
        if (value == null)
            configure(operation, path, context, MountFlags.FSCONFIG_SET_FLAG, "FSCONFIG_SET_FLAG", key, null);
        else configure(operation, path, context, MountFlags.FSCONFIG_SET_STRING, "FSCONFIG_SET_STRING", key, value);
    }

    private void configure(
            String operation,
            String path,
            Slot context,
            int command,
            String name,
            @Nullable String key,
            @Nullable String value) {
        String what = key == null || key.equals("source") ? operation : operation(operation, key, value);
        tape.call(
                what,
                path,
                Syscall.FSCONFIG,
                Arg.ref(context),
                Arg.flags(command, name),
                key == null ? Arg.flags(0, "NULL") : Arg.text(key),
                value == null ? Arg.flags(0, "NULL") : Arg.text(value),
                Arg.num(0));
    }

    private static String operation(String operation, String key, @Nullable String value) {
        String what = operation.endsWith(" on") ? operation.substring(0, operation.length() - 3) : operation;
        return what + " with " + key + (value == null ? "" : "=" + value) + " on";
    }

    /** A copy of the host's tree at {@code source}, not attached to anything yet. */
    Step openTree(String operation, String path, Path source, boolean recursive, Slot into) {
        return openTree(operation, path, Arg.flags(AT_FDCWD, "AT_FDCWD"), source.toString(), recursive, into);
    }

    private Step openTree(String operation, String path, Arg dir, String name, boolean recursive, Slot into) {
        int flags = MountFlags.OPEN_TREE_CLONE | MountFlags.OPEN_TREE_CLOEXEC | (recursive ? AT_RECURSIVE : 0);
        String text = "OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC" + (recursive ? "|AT_RECURSIVE" : "");
        if (name.isEmpty()) {
            flags |= AT_EMPTY_PATH;
            text += "|AT_EMPTY_PATH";
        }
        return tape.call(operation, path, Syscall.OPEN_TREE, dir, Arg.text(name), Arg.flags(flags, text))
                .into(into);
    }

    Step moveMount(String operation, String path, Arg from, Arg to) {
        return moveMount(operation, path, from, new PathSteps.Target(to, "", false));
    }

    private Step moveMount(String operation, String path, Arg from, PathSteps.Target to) {
        int flags = MountFlags.MOVE_MOUNT_F_EMPTY_PATH;
        String text = "MOVE_MOUNT_F_EMPTY_PATH";
        if (to.name().isEmpty()) {
            flags |= MountFlags.MOVE_MOUNT_T_EMPTY_PATH;
            text += "|MOVE_MOUNT_T_EMPTY_PATH";
        }
        return tape.call(
                operation,
                path,
                Syscall.MOVE_MOUNT,
                from,
                Arg.text(""),
                to.descriptor(),
                Arg.text(to.name()),
                Arg.flags(flags, text));
    }

    void setAttributes(String operation, String path, Arg fd, MountAttributes a, boolean recursive) {
        attributes.set(operation, path, fd, a, recursive);
    }

    /** Makes a tree that is not attached yet read-only, but leaves its own topmost mount as it is. */
    void belowReadOnly(String operation, String path, Slot tree) {
        Slot flags = tape.slots("statfs", Statfs.STRUCT_SIZE / 8);
        tape.call(operation, path, Syscall.FSTATFS, Arg.ref(tree), new Arg.Out(flags));
        MountAttributes readOnly = MountAttributes.NONE.readOnly();
        attributes.set(operation, path, Arg.ref(tree), readOnly, true);
        Arg is = new Arg.Ref(flags, Statfs.FLAGS / 8);
        tape.check(operation, path, is, MountFlags.MS_RDONLY, 0, Errno.EROFS)
                .accept(Errno.EROFS)
                .skipOnError(1);
        attributes.set(operation, path, Arg.ref(tree), MountAttributes.NONE.without(readOnly.set()), false);
    }

    /** Makes {@code path} read-only where it exists: a mount as it is, anything else by a bind of itself. */
    void readOnly(String path) {
        String operation = "make read-only";
        Opening open = paths.open(operation, path, target).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
        Runnable cover = () -> {
            openTree(operation, path, Arg.ref(target), "", true, mount);
            cover(operation, path);
            PathSteps.close(tape, Arg.ref(mount));
        };
        if (paths.made().isInsideNew(path)) cover.run();
        else attributes.readOnlyMountOr(operation, path, Arg.ref(target), cover);
        PathSteps.close(tape, Arg.ref(target));
        open.skipOnError(tape.size());
    }

    /** Puts the open mount, read-only, onto the open target. */
    private void cover(String operation, String path) {
        MountAttributes readOnly = MountAttributes.NONE.readOnly();
        if (attributes.detached()) attributes.set(operation, path, Arg.ref(mount), readOnly, false);
        moveMount(operation, path, Arg.ref(mount), Arg.ref(target));
        if (!attributes.detached()) attributes.set(operation, path, Arg.ref(mount), readOnly, false);
    }

    /**
     * Hides {@code path} where it exists: a file behind the host's null device, a directory behind an empty tmpfs. All directories share
     * one: the first makes it, the others clone its mount.
     */
    void mask(String path, Arg devNull) {
        Opening open = paths.open("mask", path, target).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
        Step isDirectory = checkDirectory(path).accept(Errno.ENOTDIR);
        int directory = tape.size();
        Step isFirst =
                tape.check("mask", path, Arg.ref(empty), -1, 0, Errno.EEXIST).accept(Errno.EEXIST);
        int first = tape.size();
        create("mask", path, "tmpfs", "tmpfs", List.of("size=4k"), MountAttributes.NONE.readOnly(), empty);
        Step made = moveMount("mask", path, Arg.ref(empty), Arg.ref(target));
        int further = tape.size();
        isFirst.skipOnError(further - first);
        openTree("mask", path, Arg.ref(empty), "", false, mount);
        moveMount("mask", path, Arg.ref(mount), Arg.ref(target));
        Step cloned = PathSteps.close(tape, Arg.ref(mount));
        int file = tape.size();
        isDirectory.skipOnError(file - directory);
        openTree("mask", path, devNull, "", false, mount);
        // it is the host's own inode: read-only, so that root inside cannot change its mode or owner
        cover("mask", path);
        PathSteps.close(tape, Arg.ref(mount));
        made.skipOnSuccess(tape.size() - further);
        cloned.skipOnSuccess(tape.size() - file);
        PathSteps.close(tape, Arg.ref(target));
        open.skipOnError(tape.size());
    }

    /** Looks: to try and see would close a mount that was never attached, for which the kernel waits for all processors. */
    private Step checkDirectory(String path) {
        Slot s = stat == null ? tape.slots("stat", Statx.STRUCT_SIZE / 8) : stat;
        stat = s;
        tape.call(
                "mask",
                path,
                Syscall.STATX,
                Arg.ref(target),
                Arg.text(""),
                Arg.flags(AT_EMPTY_PATH, "AT_EMPTY_PATH"),
                Arg.flags(Statx.BASIC_STATS, "STATX_BASIC_STATS"),
                new Arg.Out(s));
        Arg mode = new Arg.Ref(s, Statx.MODE / 8);
        return tape.check("mask", path, mode, word(Statx.S_IFMT), word(Statx.S_IFDIR), Errno.ENOTDIR);
    }

    private static long word(int mode) {
        return (long) mode << (Statx.MODE % 8 * 8);
    }

    /** Binds an open file onto {@code path}, which is made as an empty file when it is missing, and never through a link. */
    void bindDescriptor(String operation, String path, Arg fd) {
        openTree(operation, path, fd, "", false, mount);
        attach(operation, path, mount, paths.file(operation, path, false, target), List.of());
        paths.keepOrClose(path, mount);
        paths.own().mounted(PathSteps.clean(path), null);
    }

    /**
     * Binds one of the host's device files onto {@code path}, which is made as an empty file when it is missing.
     *
     * @param check looks at what was opened, before it is bound
     */
    void bindDevice(String path, Consumer<Slot> check) {
        bind(Mount.bind(Path.of(path), path), false, check);
    }

    private static Arg flag(int value, String name) {
        return Arg.flags(value, name);
    }
}
