package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The new root: made and mounted before anything is mounted in it, entered when all is there.
 *
 * <p>pivot_root(2) wants the root to be a mount that is attached. A directory is mounted on itself. What has no place of its
 * own (a tmpfs, an overlay) is mounted over {@code /}: absolute paths begin below it, at the process' root, so the host's
 * tree stays as it is for whatever is still to be bound.
 */
final class EnterSteps {
    private static final Arg CWD = Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD");
    private static final MountAttributes NO_SUID_NO_DEV =
            MountAttributes.NONE.noSuid().noDev();
    private static final String ENTER = "enter root";
    private static final String CREATE = "create root";

    private final TapeBuilder tape;
    private final Rootfs rootfs;
    private final Slot root;
    private final MountSteps mounts;
    private final PathSteps paths;

    EnterSteps(TapeBuilder tape, Rootfs rootfs, Slot root, MountSteps mounts, PathSteps paths) {
        this.tape = tape;
        this.rootfs = rootfs;
        this.root = root;
        this.mounts = mounts;
        this.paths = paths;
    }

    /** What messages call it. */
    static String label(Rootfs rootfs) {
        if (rootfs instanceof Rootfs.Directory d) return d.path().toString();
        return rootfs instanceof Rootfs.Layers ? "overlay" : "tmpfs";
    }

    /** Where it is on the host; null where it is made for the start. */
    static @Nullable Path directory(@Nullable Rootfs rootfs) {
        if (rootfs == null) return Path.of("/");
        return rootfs instanceof Rootfs.Directory d ? d.path() : null;
    }

    /**
     * Where the host's mounts stay shared: the mount that the root will lie on is private in the new namespace, so that the root
     * does not appear on the host, and pivot_root(2) takes it. Which one that is tells the kernel alone: the first of the root's
     * parents that is one.
     */
    void parentPrivate(boolean noPivot) {
        if (rootfs instanceof Rootfs.Directory d && !d.entersByChroot()) {
            List<Step> tries = new ArrayList<>();
            int first = tape.size();
            for (Path path = real(d.path()); path != null; path = path.getParent())
                tries.add(makePrivate(path.toString()));
            for (int i = 0; i < tries.size() - 1; i++) {
                tries.get(i).accept(Errno.EINVAL).skipOnSuccess(tape.size() - first - i - 1);
            }
            if (!noPivot) return;
        }
        makePrivate("/");
    }

    private Step makePrivate(String path) {
        Arg none = Arg.flags(0, "NULL");
        Arg flags = AttributeSteps.propagationFlags(Propagation.PRIVATE, Propagation.PRIVATE.flag());
        return tape.call("make private", path, Syscall.MOUNT, none, Arg.text(path), none, flags, none);
    }

    /** Without symbolic links; what cannot be followed fails when it is opened. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.normalize();
        }
    }

    /** Makes the root and mounts it; it is open in {@code root} from here on. */
    void attach() {
        String path = label(rootfs);
        if (rootfs instanceof Rootfs.Directory d) {
            mounts.openTree(ENTER, path, d.path(), true, root);
            // what cannot be done one by one is refused where something is mounted below
            if (d.belowIsReadOnly() && mounts.attributes().detached()) mounts.belowReadOnly(ENTER, path, root);
            over(ENTER, d.entersByChroot() ? "/" : path, root);
        } else if (rootfs instanceof Rootfs.Memory m) {
            tmpfs(m.options(), root);
            over(CREATE, "/", root);
            paths.own().mounted("/", root);
        } else if (rootfs instanceof Rootfs.Layers l) {
            layers(l);
            over(CREATE, "/", root);
        }
    }

    private void tmpfs(TmpfsOptions options, Slot into) {
        mounts.create(CREATE, "tmpfs", "tmpfs", "tmpfs", options.options(), MountAttributes.NONE.noSuid(), into);
    }

    private void over(String operation, String path, Slot mount) {
        Slot place = tape.slot("place");
        openDirectory(operation.equals(ENTER) ? "open" : operation, path, place);
        mounts.moveMount(operation, label(rootfs), Arg.ref(mount), Arg.ref(place));
        PathSteps.close(tape, Arg.ref(place));
    }

    private void layers(Rootfs.Layers l) {
        MountAttributes attributes = MountAttributes.NONE;
        if (l.scratch().isEmpty()) {
            mounts.overlays().create(CREATE, "overlay", l.overlay(), null, attributes, root);
            return;
        }
        // the kernel only takes layers from mounts that are attached: over /, where the overlay comes over it
        Slot scratch = tape.slot("scratch");
        Slot before = tape.slot("cwd");
        tmpfs(l.scratch().get(), scratch);
        over(CREATE, "/", scratch);
        makeDirectory(scratch, "upper");
        makeDirectory(scratch, "work");
        openDirectory(CREATE, ".", before);
        tape.call(CREATE, "overlay", Syscall.FCHDIR, Arg.ref(scratch));
        mounts.overlays().create(CREATE, "overlay", l.overlay(), Arg.ref(scratch), attributes, root);
        tape.call(CREATE, "overlay", Syscall.FCHDIR, Arg.ref(before));
        PathSteps.close(tape, Arg.ref(before));
        PathSteps.close(tape, Arg.ref(scratch));
    }

    private void makeDirectory(Slot directory, String name) {
        tape.call(CREATE, "overlay", Syscall.MKDIRAT, Arg.ref(directory), Arg.text(name), Arg.mode(0755));
    }

    private void openDirectory(String operation, String path, Slot into) {
        int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
        tape.call(
                        operation,
                        path,
                        Syscall.OPENAT,
                        CWD,
                        Arg.text(path),
                        Arg.flags(flags, "O_PATH|O_CLOEXEC"),
                        Arg.num(0))
                .into(into);
    }

    /** Puts the host's parts into a root that has some. */
    void fill() throws LinuxException {
        if (!(rootfs instanceof Rootfs.Memory m)) return;
        for (String part : m.parts()) {
            FileType type = mounts.host().type(part);
            if (type == FileType.LINK) link(part);
            else if (type != FileType.NONE) {
                mounts.bind(
                        Mount.bind(Path.of(part), part)
                                .attributes(MountAttributes.NONE)
                                .recursiveAttributes(NO_SUID_NO_DEV.readOnly()),
                        type == FileType.DIRECTORY);
            }
        }
    }

    private void link(String part) throws LinuxException {
        RootPath.Link link = mounts.host().link(part);
        String target = link.target();
        if (target == null) {
            throw new LinuxException("read link", part, link.errno().number());
        }
        PathSteps.Place place = paths.place("link", part);
        tape.call("link", part, Syscall.SYMLINKAT, Arg.text(target), place.directory(), Arg.text(place.name()))
                .accept(Errno.EEXIST);
        paths.closePlace();
    }

    /**
     * Makes it the process' root, and lets go of the old one where that is possible.
     *
     * @param shared whether mounts of the old one are shared with the host's, which would be unmounted, too
     */
    void enter(boolean noPivot, boolean shared) {
        String path = label(rootfs);
        Slot old = shared && !noPivot && !rootfs.entersByChroot() ? tape.slot("old root") : null;
        if (old != null) openDirectory(ENTER, "/", old);
        tape.call(ENTER, path, Syscall.FCHDIR, Arg.ref(root));
        if (rootfs.entersByChroot()) {
            tape.call("chroot to", path, Syscall.CHROOT, Arg.text("."));
        } else if (noPivot) {
            Arg none = Arg.flags(0, "NULL");
            Arg move = Arg.flags(MountFlags.MS_MOVE, "MS_MOVE");
            tape.call("move to /", path, Syscall.MOUNT, Arg.text("."), Arg.text("/"), none, move, none);
            tape.call("chroot to", path, Syscall.CHROOT, Arg.text("."));
        } else {
            tape.call("pivot_root to", path, Syscall.PIVOT_ROOT, Arg.text("."), Arg.text("."));
            if (old != null) slave(old);
            tape.call(
                    "leave",
                    "the old root",
                    Syscall.UMOUNT2,
                    Arg.text("."),
                    Arg.flags(MountFlags.MNT_DETACH, "MNT_DETACH"));
        }
        tape.call("enter", "/", Syscall.CHDIR, Arg.text("/"));
    }

    /** It is the one that "." leads to from here on, and nothing of it is shared any more. */
    private void slave(Slot old) {
        String name = "the old root";
        Arg none = Arg.flags(0, "NULL");
        Propagation p = Propagation.RSLAVE;
        Arg flags = AttributeSteps.propagationFlags(p, Mount.flags(p));
        tape.call("go to", name, Syscall.FCHDIR, Arg.ref(old));
        tape.call("make " + p, name, Syscall.MOUNT, none, Arg.text("."), none, flags, none);
        PathSteps.close(tape, Arg.ref(old));
    }
}
