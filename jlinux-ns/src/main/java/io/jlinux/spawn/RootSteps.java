package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_DIRECTORY;
import static io.jlinux.sys.raw.Fcntl.O_PATH;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.mount.Propagation;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Statx;
import io.jlinux.sys.raw.Syscall;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The mount half of a child: its root is filled while it is still a directory of the host, and entered last. */
final class RootSteps {
    private static final Arg NULL = Arg.flags(0, "NULL");
    private static final Arg CWD = Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD");

    /** In the names of the steps that look at the host's node of a device that is bound. */
    static final String OF_THE_HOST = "the host's";

    private final SpawnSpec spec;
    private final TapeBuilder tape;
    private final Slot root;
    private final PathSteps paths;
    private final MountSteps mounts;
    private final MadeTargets made;
    private final boolean user;
    private @Nullable Slot slave;
    private @Nullable Slot hosts;

    RootSteps(SpawnSpec spec, TapeBuilder tape, Descriptors fds, HostView host) {
        this.spec = spec;
        this.tape = tape;
        this.root = tape.slot("root");
        this.made = new MadeTargets(EnterSteps.directory(spec.rootfs));
        this.paths = new PathSteps(tape, Arg.ref(root), spec.features, made);
        this.user = spec.unshares(Namespace.USER) || spec.joins(Namespace.USER) || !UserNamespaces.isInitial();
        this.mounts = new MountSteps(tape, paths, spec.features, fds.spares(), fds.trees(), host, user);
    }

    /**
     * Whether mounts that are made in the root appear on the host where what was bound is shared there, and the other way. In another user
     * namespace they cannot: the kernel makes all that is copied into it a slave.
     */
    static boolean sharesMounts(SpawnSpec spec) {
        boolean shared = spec.rootPropagation == Propagation.SHARED || spec.rootPropagation == Propagation.RSHARED;
        boolean otherUser = spec.unshares(Namespace.USER) || spec.joins(Namespace.USER);
        return shared && spec.unshares(Namespace.MOUNT) && spec.rootfs != null && !otherUser;
    }

    /** What the child makes in directories of the host. */
    MadeTargets made() {
        return made;
    }

    void add(Descriptors fds) throws LinuxException {
        if (!spec.unshares(Namespace.MOUNT)) {
            joinedTerminal(fds);
            return;
        }
        boolean shared = sharesMounts(spec);
        Propagation asked = spec.rootPropagation;
        propagation("/", shared && asked != null ? asked : Propagation.RSLAVE);
        Rootfs rootfs = spec.rootfs;
        EnterSteps enter = rootfs == null ? null : new EnterSteps(tape, rootfs, root, mounts, paths);
        if (enter != null && shared) enter.parentPrivate(spec.noPivot);
        if (enter == null) {
            open("/", O_PATH | O_DIRECTORY | O_CLOEXEC, root);
        } else {
            enter.attach();
            enter.fill();
        }
        Slot devNull = tape.slot("devnull");
        if (!spec.masked.isEmpty()) openDevNull(devNull);
        paths.later(Stream.concat(spec.readOnly.stream(), spec.masked.stream()).toList());
        for (Mount m : spec.mounts) mounts.mount(m);
        for (Device d : spec.devices) device(d);
        for (SpawnSpec.Symlink s : spec.symlinks) symlink(s);
        paths.closePlace();
        Terminal terminal = spec.terminal;
        if (terminal != null && !spec.terminalOfHost()) {
            slave = openTerminal(terminal, fds);
            mounts.bindDescriptor("bind terminal on", "/dev/console", Arg.ref(slave));
        }
        mounts.closeOwn();
        // before anything is made read-only or hidden: who is asked may fill what is there, and see it
        ImageLauncher.Channels channels = fds.channels();
        if (spec.beforeRoot != null && channels != null) new GateSteps(tape).sync("the mounts are there", channels);
        for (String path : spec.readOnly) mounts.readOnly(path);
        for (String path : spec.masked) mounts.mask(path, Arg.ref(devNull));
        String directory = spec.directory;
        if (directory != null && spec.createDirectory) makeDirectory(directory);
        // the old way needs the host's /proc
        boolean detached = mounts.attributes().detached();
        if (spec.readOnlyRoot && !detached) readOnlyRoot();
        if (enter != null) enter.enter(spec.noPivot, shared);
        if (spec.rootPropagation != null) propagation("/", spec.rootPropagation);
        if (spec.readOnlyRoot && detached) readOnlyRoot();
    }

    /** A terminal of a container that is there already: its console is its first process'. */
    private void joinedTerminal(Descriptors fds) {
        Terminal terminal = spec.terminal;
        if (terminal == null || spec.terminalOfHost()) return;
        open("/", O_PATH | O_DIRECTORY | O_CLOEXEC, root);
        slave = openTerminal(terminal, fds);
    }

    /** The program can open its terminal by name, and change its mode: it is its own. */
    private Slot openTerminal(Terminal terminal, Descriptors fds) {
        Slot opened = TerminalSteps.open(tape, paths, terminal, fds.terminalSocket());
        SpawnSpec.User user = spec.user;
        if (user != null && user.uid() != 0) {
            Arg sameGroup = Arg.flags(-1, "-1");
            tape.call("own terminal", "/dev/pts/ptmx", Syscall.FCHOWN, Arg.ref(opened), Arg.num(user.uid()), sameGroup);
        }
        return opened;
    }

    MountSteps mounts() {
        return mounts;
    }

    /** The child's side of its terminal, or null. */
    @Nullable
    Slot terminal() {
        return slave;
    }

    private void propagation(String path, Propagation p) {
        Arg flagsArg = AttributeSteps.propagationFlags(p, Mount.flags(p));
        tape.call("make " + p, path, Syscall.MOUNT, NULL, Arg.text(path), NULL, flagsArg, NULL);
    }

    private void open(String path, int flags, Slot into) {
        tape.call("open", path, Syscall.OPENAT, CWD, Arg.text(path), Arg.flags(flags, "O_PATH|O_CLOEXEC"), Arg.num(0))
                .into(into);
    }

    private void openDevNull(Slot into) {
        open("/dev/null", O_PATH | O_CLOEXEC, into);
        Slot stat = stat("/dev/null", Arg.ref(into), "", Fcntl.AT_EMPTY_PATH, "AT_EMPTY_PATH");
        checkNode("/dev/null", stat, 'c', 1, 3);
    }

    private Slot stat(String path, Arg directory, String name, int flags, String flagText) {
        Slot stat = tape.slots("stat", Statx.STRUCT_SIZE / 8);
        stat(path, directory, name, flags, flagText, stat);
        return stat;
    }

    private void stat(String path, Arg directory, String name, int flags, String flagText, Slot stat) {
        tape.call(
                "check",
                path,
                Syscall.STATX,
                directory,
                Arg.text(name),
                Arg.flags(flags, flagText),
                Arg.flags(Statx.BASIC_STATS, "STATX_BASIC_STATS"),
                new Arg.Out(stat));
    }

    /** What is bound in the place of a device must be that device. */
    private void checkHosts(Device d, Slot source) {
        Slot stat = hosts == null ? tape.slots("stat", Statx.STRUCT_SIZE / 8) : hosts;
        hosts = stat;
        stat(d.path(), Arg.ref(source), "", Fcntl.AT_EMPTY_PATH, "AT_EMPTY_PATH", stat);
        checkNode(d.path(), stat, d.type(), d.major(), d.minor(), " " + OF_THE_HOST, Errno.ENODEV);
    }

    private static int format(char type) {
        return type == 'c' ? Statx.S_IFCHR : type == 'b' ? Statx.S_IFBLK : Statx.S_IFIFO;
    }

    private void checkNode(String path, Slot stat, char type, long major, long minor) {
        checkNode(path, stat, type, major, minor, "", Errno.EEXIST);
    }

    private void checkNode(String path, Slot stat, char type, long major, long minor, String whose, Errno errno) {
        // the mode is two bytes in the middle of a word, the two halves of the device number are one word
        tape.check(
                "check type of" + whose,
                path,
                new Arg.Ref(stat, Statx.MODE / 8),
                word(Statx.S_IFMT),
                word(format(type)),
                errno);
        if (type != 'p') {
            long device = major | minor << 32;
            tape.check("check number of" + whose, path, new Arg.Ref(stat, Statx.RDEV_MAJOR / 8), -1, device, errno);
        }
    }

    private static long word(int mode) {
        return (long) mode << (Statx.MODE % 8 * 8);
    }

    private void device(Device d) {
        // mknod needs privileges over the host; a bind of the host's node does not, and neither does a fifo
        if (user && d.type() != 'p') {
            mounts.bindDevice(d.path(), source -> checkHosts(d, source));
            return;
        }
        String operation = "make device";
        PathSteps.Place place = paths.place(operation, d.path());
        Arg directory = place.directory();
        String name = place.name();
        Step mknod = tape.call(
                        operation,
                        d.path(),
                        Syscall.MKNODAT,
                        directory,
                        Arg.text(name),
                        Arg.mode(format(d.type()) | d.mode()),
                        Arg.flags(d.type() == 'p' ? 0 : d.number(), d.major() + ":" + d.minor()))
                .accept(Errno.EEXIST);
        int noted = made.note(tape, operation, d.path(), directory, PathSteps.clean(d.path()), name, false);
        Step last = mknod;
        if (d.uid() != 0 || d.gid() != 0) {
            last = own(d, directory, name);
            mknod.skipOnError(noted + 1);
        } else if (noted > 0) {
            mknod.skipOnError(noted + 1);
            last = tape.move(Arg.num(0));
        }
        int before = tape.size();
        Slot stat = stat(d.path(), directory, name, Fcntl.AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW");
        checkNode(d.path(), stat, d.type(), d.major(), d.minor());
        last.skipOnSuccess(tape.size() - before);
    }

    private Step own(Device d, Arg directory, String name) {
        return tape.call(
                "own device",
                d.path(),
                Syscall.FCHOWNAT,
                directory,
                Arg.text(name),
                Arg.num(d.uid()),
                Arg.num(d.gid()),
                Arg.flags(Fcntl.AT_SYMLINK_NOFOLLOW, "AT_SYMLINK_NOFOLLOW"));
    }

    private void symlink(SpawnSpec.Symlink s) {
        PathSteps.Place place = paths.place("link", s.path());
        Step link = tape.call(
                        "link",
                        s.path(),
                        Syscall.SYMLINKAT,
                        Arg.text(s.target()),
                        place.directory(),
                        Arg.text(place.name()))
                .accept(Errno.EEXIST);
        String path = PathSteps.clean(s.path());
        link.skipOnError(made.note(tape, "link", s.path(), place.directory(), path, place.name(), false));
    }

    private void makeDirectory(String path) {
        Slot directory = tape.slot("directory");
        paths.openDirectory("make directory", path, true, directory);
        PathSteps.close(tape, Arg.ref(directory));
    }

    private void readOnlyRoot() {
        mounts.setAttributes("make read-only", "/", Arg.ref(root), MountAttributes.NONE.readOnly(), false);
    }
}
