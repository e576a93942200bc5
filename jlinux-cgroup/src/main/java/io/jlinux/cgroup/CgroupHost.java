package io.jlinux.cgroup;

import io.jlinux.cgroup.file.MountInfo;
import io.jlinux.cgroup.file.ProcCgroup;
import io.jlinux.cgroup.file.StatText;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup hierarchies of this host as this process sees them: which there are, which controllers are where, and where
 * new cgroups are made.
 *
 * <p>Immutable and thread-safe, but for what {@link #home()}, {@link #self()} and {@link #root()} keep open.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class CgroupHost {
    /** How the controllers are spread over the two versions. */
    public enum Mode {
        /** Everything on v2. */
        V2,
        /** Controllers on v1, and a v2 hierarchy besides. */
        HYBRID,
        /** v1 only. */
        V1,
        /** No cgroup file system is mounted. */
        NONE
    }

    private static volatile @Nullable CgroupHost current;

    private final List<Hierarchy> hierarchies;
    private final Set<Controller> onV1 = EnumSet.noneOf(Controller.class);
    private final Set<Controller> onV2 = EnumSet.noneOf(Controller.class);
    private final Set<String> v2Options;
    private @Nullable Cgroup home;
    private @Nullable Cgroup self;
    private @Nullable Cgroup root;

    private CgroupHost(List<Hierarchy> hierarchies, Set<String> v2Options) {
        this.v2Options = v2Options;
        this.hierarchies = List.copyOf(hierarchies);
        for (Hierarchy h : hierarchies) (h.version() == 1 ? onV1 : onV2).addAll(h.controllers());
    }

    /**
     * This host, as it was found at the first call.
     *
     * @throws LinuxException when {@code /proc} cannot be read
     */
    public static CgroupHost current() throws LinuxException {
        CgroupHost host = current;
        if (host != null) return host;
        synchronized (CgroupHost.class) {
            host = current;
            if (host == null) current = host = detect("self");
        }
        return host;
    }

    /**
     * This host, looked at afresh: for a process that was moved, or whose mounts changed. As the calling thread sees it, which
     * may be in a mount or cgroup namespace of its own.
     */
    public static CgroupHost detect() throws LinuxException {
        return detect("thread-self");
    }

    private static CgroupHost detect(String who) throws LinuxException {
        String mountinfo = fetch(Path.of("/proc", who, "mountinfo"));
        String own = fetch(Path.of("/proc", who, "cgroup"));
        Optional<Hierarchy> v2 = parse(mountinfo, own, "").unified();
        if (v2.isEmpty()) return parse(mountinfo, own, "");
        return parse(mountinfo, own, fetch(v2.get().mountPoint().resolve("cgroup.controllers")));
    }

    private static String fetch(Path file) throws LinuxException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new LinuxException("read", file.toString(), Errno.ENOENT.number());
        } catch (IOException e) {
            throw new LinuxException("read", file.toString(), Errno.EIO.number(), e.getMessage());
        }
    }

    /**
     * The host that these texts describe.
     *
     * @param mountinfo the content of {@code /proc/self/mountinfo}
     * @param own the content of {@code /proc/self/cgroup}
     * @param unified the content of {@code cgroup.controllers} of the v2 mount, empty where there is none
     */
    public static CgroupHost parse(String mountinfo, String own, String unified) {
        MountInfo mounts = MountInfo.parse(mountinfo);
        List<Hierarchy> found = new ArrayList<>();
        for (ProcCgroup line : ProcCgroup.parse(own)) {
            if (line.isUnified()) {
                best(mounts.visible("cgroup2"), line.path())
                        .ifPresent(m -> found.add(
                                0, hierarchy(m, 2, List.of(unified.strip().split(" ", -1)), line)));
            } else {
                List<MountInfo.Mount> its = mounts.visible("cgroup").stream()
                        .filter(m -> m.superOptions().containsAll(line.controllers()))
                        .toList();
                best(its, line.path()).ifPresent(m -> found.add(hierarchy(m, 1, line.controllers(), line)));
            }
        }
        Set<String> options = new HashSet<>();
        for (MountInfo.Mount m : mounts.visible("cgroup2")) options.addAll(m.superOptions());
        return new CgroupHost(found, options);
    }

    /** Of several mounts of one hierarchy, the one that shows most of it with this process in it. */
    private static Optional<MountInfo.Mount> best(List<MountInfo.Mount> mounts, String ownPath) {
        MountInfo.@Nullable Mount best = null;
        for (MountInfo.Mount m : mounts) {
            boolean showsUs = m.root().equals("/") || (ownPath + "/").startsWith(m.root() + "/");
            if (best == null || (showsUs && m.root().length() < best.root().length())) best = m;
        }
        return Optional.ofNullable(best);
    }

    private static Hierarchy hierarchy(MountInfo.Mount m, int version, List<String> names, ProcCgroup line) {
        EnumSet<Controller> controllers = EnumSet.noneOf(Controller.class);
        String name = "";
        for (String n : names) {
            Optional<Controller> controller = Controller.named(n);
            if (controller.isPresent()) controllers.add(controller.get());
            if (name.isEmpty() && n.startsWith("name=")) name = n.substring(5);
        }
        return new Hierarchy(version, controllers, name, Path.of(m.point()), m.root(), line.path());
    }

    public Mode mode() {
        boolean v2 = unified().isPresent();
        boolean v1 = !onV1.isEmpty();
        if (v2) return v1 ? Mode.HYBRID : Mode.V2;
        return v1 ? Mode.V1 : Mode.NONE;
    }

    /** All hierarchies that are mounted, v2 first. */
    public List<Hierarchy> hierarchies() {
        return hierarchies;
    }

    /** The v2 hierarchy. */
    public Optional<Hierarchy> unified() {
        return hierarchies.stream().filter(h -> h.version() == 2).findFirst();
    }

    /** The hierarchy that carries {@code controller}; empty where no mounted one does. */
    public Optional<Hierarchy> hierarchy(Controller controller) {
        if (controller == Controller.CORE) return unified();
        for (Hierarchy h : hierarchies) {
            if (h.controllers().contains(controller)) return Optional.of(h);
        }
        return Optional.empty();
    }

    /** The controllers that can be used here, on whichever version. */
    public Set<Controller> controllers() {
        Set<Controller> all = EnumSet.copyOf(onV1);
        all.addAll(onV2);
        return all;
    }

    boolean isOnV1(Controller controller) {
        return onV1.contains(controller);
    }

    boolean isOnV2(Controller controller) {
        return onV2.contains(controller);
    }

    /**
     * The cgroup under which {@link Cgroup#create(String)} makes new ones; it stays open as long as this object, and its
     * {@code close()} does nothing.
     *
     * <p>On v1 it is the cgroup of this process. On v2 that cannot have children with controllers, since a process is in
     * it, unless it is the root of the hierarchy; so new cgroups go beside it: under the nearest cgroup above that may be
     * written. On a hybrid host this holds when v2 has a controller; where v1 has them all, the one of this process is taken.
     *
     * @throws LinuxException {@code ENOENT} where no cgroup file system is mounted, {@code EACCES} where it is not readable
     */
    public synchronized Cgroup home() throws LinuxException {
        if (home == null) home = Homes.home(this);
        return home;
    }

    /**
     * Whether this process may make cgroups with these controllers under {@link #home()}: for programs that run with limits
     * where they can. A no is certain; after a yes {@link Cgroup#create} may still find that processes are in the way.
     */
    public boolean mayCreate(Set<Controller> controllers) {
        try {
            Directories dirs = home().dirs();
            for (Controller c : controllers) {
                if (hierarchy(c).isEmpty() || !dirs.of(c).isWritable()) return false;
            }
            return dirs.all().get(0).isWritable();
        } catch (LinuxException e) {
            return false;
        }
    }

    /** What may be given to another user here, and how far it reaches. */
    public Delegation delegation() {
        return Delegation.of(v2Options);
    }

    /** The control of disks by the cost of each operation; v2, for the whole host. */
    public IoCost ioCost() {
        return new IoCost(this);
    }

    /**
     * How much time the tasks of the whole host lost by waiting; {@code /proc/pressure}. Unknown where the kernel has no PSI, or it
     * is off.
     */
    public Pressure pressure(Resource resource) throws LinuxException {
        try {
            return StatText.pressure(KernelFile.read(Path.of("/proc/pressure", resource.kernelName())));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.EOPNOTSUPP) return Pressure.UNKNOWN;
            throw e;
        }
    }

    /**
     * Calls {@code callback} when the tasks of the whole host wait as long as {@code trigger} says; PSI. As {@link
     * CgroupWatch#onPressure(PressureTrigger, Consumer)}.
     */
    public Subscription onPressure(PressureTrigger trigger, Consumer<? super Pressure> callback) throws LinuxException {
        Path file = Path.of("/proc/pressure", trigger.resource().kernelName());
        Fd fd;
        try {
            fd = Fd.open(file, Fcntl.O_RDWR | Fcntl.O_NONBLOCK);
        } catch (LinuxException e) {
            throw PressureWatch.error("watch", file.toString(), e.rawErrno());
        }
        Delivery<Pressure> delivery = new Delivery<>(callback, Runnable::run);
        PressureWatch.start(trigger, fd, delivery);
        return delivery;
    }

    /**
     * The limits that hold for this process in the end, of its own cgroup and all above that can be seen.
     *
     * @throws LinuxException {@code ENOENT} where no cgroup file system is mounted
     */
    public EffectiveLimits effectiveLimits() throws LinuxException {
        return self().effectiveLimits();
    }

    /** The cgroup of this process; open as long as this object. */
    public synchronized Cgroup self() throws LinuxException {
        if (self == null) self = Homes.self(this);
        return self;
    }

    /**
     * The topmost cgroup of every mounted hierarchy; open as long as this object. For absolute names such as OCI's {@code
     * cgroupsPath}.
     */
    public synchronized Cgroup root() throws LinuxException {
        if (root == null) root = Homes.root(this);
        return root;
    }

    /** One line for each hierarchy. */
    @Override
    public String toString() {
        return "cgroups " + mode() + hierarchies.stream().map(h -> "\n  " + h).collect(Collectors.joining());
    }
}
