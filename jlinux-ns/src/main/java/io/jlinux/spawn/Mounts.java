package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Propagation;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.spawn.tape.ThreadPlayer;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.MountFlags;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Mounts of the calling thread: what mount(8), umount(8) and findmnt(8) do.
 *
 * <pre>{@code
 * try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT)) {
 *   Mounts.attach(Mount.tmpfs("/mnt", TmpfsOptions.DEFAULTS.size(1 << 20)));
 *   …                                          // this thread sees it, no other one does
 * }                                            // and it is gone
 * }</pre>
 *
 * <p>They act on the mount namespace of the thread. Outside of a scope that is the JVM's, often the host's: there a mount
 * stays until it is detached. Changing mounts needs {@code CAP_SYS_ADMIN} over the namespace. Thread-safe.
 *
 * <p>The same engine as {@link Spawn#mount}: this is why it is in this package.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/move_mount.2.html">move_mount(2)</a>
 */
public final class Mounts {
    private Mounts() {}

    /**
     * All mounts of the thread's namespace, in the order of {@code /proc/thread-self/mountinfo}.
     *
     * @throws LinuxException when it cannot be read
     */
    public static List<MountInfo> list() throws LinuxException {
        return MountInfo.parse(KernelFile.read(Path.of("/proc/thread-self/mountinfo")));
    }

    /**
     * Makes one mount; its target is made when it is missing, as for {@link Spawn#mount}. After an error nothing is mounted
     * and nothing is left.
     *
     * @throws LinuxException {@code EPERM} without {@code CAP_SYS_ADMIN}, and whatever the file system refuses; {@code
     *     ENOSYS} names the call that the kernel lacks
     */
    public static void attach(Mount mount) throws LinuxException {
        attach(mount, KernelFeatures.current());
    }

    static void attach(Mount mount, KernelFeatures features) throws LinuxException {
        SpawnSpec spec = spec(features);
        spec.mounts.add(mount);
        play(spec, (paths, mounts) -> mounts.mount(mount));
    }

    /**
     * mount_setattr(2) of the mount at {@code target}, and with {@code recursive} of all below it, which needs Linux 5.12.
     *
     * @throws LinuxException {@code EINVAL} when nothing is mounted there
     */
    public static void setAttributes(String target, MountAttributes attributes, boolean recursive)
            throws LinuxException {
        setAttributes(target, attributes, recursive, KernelFeatures.current());
    }

    static void setAttributes(String target, MountAttributes attributes, boolean recursive, KernelFeatures features)
            throws LinuxException {
        if (recursive && !features.mountSetattr()) MountSupport.checkAlone(Path.of(target));
        change(
                target,
                features,
                (mounts, slot) -> mounts.setAttributes(
                        "set attributes of", target, Arg.ref(slot), attributes, recursive && features.mountSetattr()));
    }

    /**
     * Changes how mounts spread from and to the one at {@code target}.
     *
     * @throws LinuxException {@code EINVAL} when nothing is mounted there
     */
    public static void setPropagation(String target, Propagation propagation) throws LinuxException {
        change(
                target,
                KernelFeatures.current(),
                (mounts, slot) -> mounts.attributes().propagate(target, Arg.ref(slot), propagation));
    }

    /**
     * umount2(2) of the topmost mount at {@code target}; a symbolic link there is not followed.
     *
     * @throws LinuxException {@code EBUSY} while something in it is in use, {@code EINVAL} when nothing is mounted there
     * @see <a href="https://man7.org/linux/man-pages/man2/umount.2.html">umount(2)</a>
     */
    public static void detach(String target) throws LinuxException {
        unmount(target, 0);
    }

    /** As {@link #detach}, also while it is in use: it disappears now, and ends when its last user does ({@code MNT_DETACH}). */
    public static void detachLazily(String target) throws LinuxException {
        unmount(target, MountFlags.MNT_DETACH);
    }

    private static void unmount(String target, int flags) throws LinuxException {
        check(target);
        NativeBuffer path = NativeBuffer.ofString(target);
        long r = RawSyscall.call(Syscall.UMOUNT2, path.address(), flags | MountFlags.UMOUNT_NOFOLLOW);
        path.keepAlive();
        Result.check(r, "unmount", target);
    }

    private static void check(String target) {
        if (!target.startsWith("/") || target.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("not an absolute path: " + target);
        }
    }

    private static SpawnSpec spec(KernelFeatures features) {
        SpawnSpec spec = new SpawnSpec(List.of("thread"));
        spec.features = features;
        spec.stdin = Stdio.inherit();
        spec.stdout = Stdio.inherit();
        spec.stderr = Stdio.inherit();
        return spec;
    }

    private static void change(String target, KernelFeatures features, BiConsumer<MountSteps, Slot> change)
            throws LinuxException {
        check(target);
        SpawnSpec spec = spec(features);
        spec.readOnlyRoot = true; // so that a number is spared for the old way
        Slot[] slot = new Slot[1];
        play(spec, (paths, mounts) -> {
            slot[0] = mounts.open("open", target);
            change.accept(mounts, slot[0]);
        });
    }

    private static void play(SpawnSpec spec, BiConsumer<PathSteps, MountSteps> steps) throws LinuxException {
        MountSupport.check(spec);
        try (Descriptors fds = Descriptors.open(spec, null, false, false)) {
            TapeBuilder tape = new TapeBuilder();
            Slot root = tape.slot("root");
            int flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
            Arg slash = Arg.text("/");
            tape.call("open", "/", Syscall.OPENAT, Arg.num(Fcntl.AT_FDCWD), slash, Arg.num(flags), Arg.num(0))
                    .into(root);
            MadeTargets made = new MadeTargets(Path.of("/"));
            PathSteps paths = new PathSteps(tape, Arg.ref(root), spec.features, made);
            HostView host = new HostView(null);
            boolean user = !UserNamespaces.isInitial();
            MountSteps mounts = new MountSteps(tape, paths, spec.features, fds.spares(), fds.trees(), host, user);
            steps.accept(paths, mounts);
            mounts.closeOwn();
            try {
                ThreadPlayer.play(tape.build(spec.broken));
            } catch (TapeFailure e) {
                undo(tape, spec, e);
                made.remove(e, e.index());
                throw new LinuxException(e.step().operation(), e.step().target(), e.errno());
            }
        }
    }

    /** An entry after move_mount has failed: the mount is there, and not as it was asked for. */
    private static void undo(TapeBuilder tape, SpawnSpec spec, TapeFailure e) throws LinuxException {
        int moved = tape.lastOf(Syscall.MOVE_MOUNT);
        if (moved >= 0 && moved < e.index() && !spec.mounts.isEmpty())
            detachLazily(spec.mounts.get(0).target());
    }
}
