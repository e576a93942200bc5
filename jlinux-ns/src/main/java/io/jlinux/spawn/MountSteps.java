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
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What mounts become: made detached (fsopen, open_tree), given their attributes, and only then attached by descriptor. */
final class MountSteps {
    private final TapeBuilder tape;
    private final PathSteps paths;
    private final Slot target;
    private final Slot mount;

    MountSteps(TapeBuilder tape, PathSteps paths) {
        this.tape = tape;
        this.paths = paths;
        this.target = tape.slot("target");
        this.mount = tape.slot("mount");
    }

    void mount(Mount m) {
        if (m instanceof Mount.Filesystem f) filesystem(f);
        else bind((Mount.Bind) m);
    }

    private void filesystem(Mount.Filesystem f) {
        String operation = "mount " + f.type() + " on";
        create(operation, f.target(), f.type(), f.source(), f.options(), f.attributes(), mount);
        setAttributes(operation, f.target(), Arg.ref(mount), f.recursiveAttributes(), true);
        boolean links = !f.type().equals("proc") && !f.type().equals("sysfs");
        paths.openDirectory(operation, f.target(), links, target);
        attach(operation, f.target(), f.propagation());
    }

    private void bind(Mount.Bind b) {
        String operation = "bind " + b.source() + " on";
        openTree(operation, b.target(), b.source(), b.recursive(), mount);
        setAttributes(operation, b.target(), Arg.ref(mount), b.attributes(), false);
        setAttributes(operation, b.target(), Arg.ref(mount), b.recursiveAttributes(), true);
        if (b.directory().orElseGet(() -> Files.isDirectory(b.source()))) {
            paths.openDirectory(operation, b.target(), true, target);
        } else {
            paths.openFile(operation, b.target(), target);
        }
        attach(operation, b.target(), b.propagation());
    }

    private void attach(String operation, String path, List<Propagation> propagation) {
        moveMount(operation, path, Arg.ref(mount), Arg.ref(target));
        for (Propagation p : propagation) propagate(path, p);
        PathSteps.close(tape, Arg.ref(target));
        PathSteps.close(tape, Arg.ref(mount));
    }

    private void propagate(String path, Propagation p) {
        setAttr("make " + p, path, Arg.ref(mount), MountAttributes.NONE, p.flag(), p.recursive());
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
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 0) set(operation, path, context, option, null);
            else set(operation, path, context, option.substring(0, equals), option.substring(equals + 1));
        }
        configure(operation, path, context, MountFlags.FSCONFIG_CMD_CREATE, "FSCONFIG_CMD_CREATE", null, null);
        Slot fs = tape.slot("fs");
        tape.move(Arg.ref(context)).into(fs);
        tape.call(
                        operation,
                        path,
                        Syscall.FSMOUNT,
                        Arg.ref(fs),
                        flag(MountFlags.FSMOUNT_CLOEXEC, "FSMOUNT_CLOEXEC"),
                        Arg.flags(attributes.set(), "0x" + Long.toHexString(attributes.set())))
                .into(into);
        PathSteps.close(tape, Arg.ref(fs));
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
        int flags = MountFlags.MOVE_MOUNT_F_EMPTY_PATH | MountFlags.MOVE_MOUNT_T_EMPTY_PATH;
        return tape.call(
                operation,
                path,
                Syscall.MOVE_MOUNT,
                from,
                Arg.text(""),
                to,
                Arg.text(""),
                Arg.flags(flags, "MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH"));
    }

    void setAttributes(String operation, String path, Arg fd, MountAttributes a, boolean recursive) {
        if (!a.isEmpty()) setAttr(operation, path, fd, a, 0, recursive);
    }

    private Step setAttr(
            String operation, String path, Arg fd, MountAttributes a, long propagation, boolean recursive) {
        ByteBuffer b = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        b.putLong(a.set()).putLong(a.clear()).putLong(propagation).putLong(0);
        String text = "{" + (a.isEmpty() ? "propagation=0x" + Long.toHexString(propagation) : a) + "}";
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

    /** Makes {@code path} read-only where it exists: a mount as it is, anything else by a bind of itself. */
    void readOnly(String path) {
        Step open = paths.open("make read-only", path, target).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
        int opened = tape.size();
        MountAttributes readOnly = MountAttributes.NONE.readOnly();
        Step asMount = setAttr("make read-only", path, Arg.ref(target), readOnly, 0, false)
                .accept(Errno.EINVAL);
        int before = tape.size();
        openTree("make read-only", path, Arg.ref(target), "", true, mount);
        setAttributes("make read-only", path, Arg.ref(mount), readOnly, false);
        moveMount("make read-only", path, Arg.ref(mount), Arg.ref(target));
        PathSteps.close(tape, Arg.ref(mount));
        asMount.skipOnSuccess(tape.size() - before);
        PathSteps.close(tape, Arg.ref(target));
        open.skipOnError(tape.size() - opened);
    }

    /** Hides {@code path} where it exists: a file behind the host's null device, a directory behind an empty tmpfs. */
    void mask(String path, Arg devNull) {
        Step open = paths.open("mask", path, target).accept(Errno.ENOENT, Errno.ENOTDIR, Errno.EACCES);
        int before = tape.size();
        openTree("mask", path, devNull, "", false, mount);
        // it is the host's own inode: read-only, so that root inside cannot change its mode or owner
        setAttributes("mask", path, Arg.ref(mount), MountAttributes.NONE.readOnly(), false);
        Step file = moveMount("mask", path, Arg.ref(mount), Arg.ref(target)).accept(Errno.EINVAL, Errno.ENOTDIR);
        int directory = tape.size();
        PathSteps.close(tape, Arg.ref(mount));
        create("mask", path, "tmpfs", "tmpfs", List.of("size=4k"), MountAttributes.NONE.readOnly(), mount);
        moveMount("mask", path, Arg.ref(mount), Arg.ref(target));
        file.skipOnSuccess(tape.size() - directory);
        PathSteps.close(tape, Arg.ref(mount));
        PathSteps.close(tape, Arg.ref(target));
        open.skipOnError(tape.size() - before);
    }

    /** Binds an open file onto {@code path}, which is made as an empty file when it is missing. */
    void bindDescriptor(String operation, String path, Arg fd) {
        openTree(operation, path, fd, "", false, mount);
        paths.openFile(operation, path, target);
        attach(operation, path, List.of());
    }

    /** Binds one of the host's device files onto {@code path}, which is made as an empty file when it is missing. */
    void bindDevice(String path) {
        bind((Mount.Bind) Mount.bind(Path.of(path), path));
    }

    private static Arg flag(int value, String name) {
        return Arg.flags(value, name);
    }
}
