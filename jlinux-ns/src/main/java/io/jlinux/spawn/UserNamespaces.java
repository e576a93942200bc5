package io.jlinux.spawn;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Birth;
import io.jlinux.spawn.tape.CloneRequest;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.spawn.tape.TapeFailure;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFeatures;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.CloneFlags;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * A new user namespace, and namespaces that it owns, without a process in them: no program is run.
 *
 * <pre>{@code
 * try (UserNamespaces box = UserNamespaces.create(IdMap.rootToSelf(), Namespace.NET, Namespace.UTS)) {
 *     Spawn.command("ip", "addr").join(box.handles()).start();
 * }
 * }</pre>
 *
 * <p>They last as long as the handles are open, a process is in them, or {@link io.jlinux.ns.NamedNamespaces} has a name for
 * them. An ordinary user may make them. Owned: {@link #close()} closes the handles. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public final class UserNamespaces implements AutoCloseable {
    private static final int SIGCHLD = 17;
    private static final Set<Namespace> POSSIBLE =
            EnumSet.of(Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.NET, Namespace.CGROUP);

    /** How the launcher is told that the child, which waits for what its parent does, has served its purpose. */
    private static final class Served extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private final List<NamespaceHandle> handles;

    private UserNamespaces(List<NamespaceHandle> handles) {
        this.handles = List.copyOf(handles);
    }

    /**
     * Makes them: a child is born in them, waits until its map is written and they are open here, and ends.
     *
     * @param map the ids of the user namespace
     * @param others more namespaces, owned by it
     * @throws IllegalArgumentException for PID, which lasts as long as its first process, and TIME, which {@link
     *     io.jlinux.ns.TimeOffsets#createNamespace()} makes
     * @throws SpawnException when the child failed; nothing is left
     * @throws IOException {@code EPERM} or {@code ENOSPC} where user namespaces are off or used up, or when the map was refused;
     *     nothing is left
     */
    public static UserNamespaces create(IdMap map, Namespace... others) throws IOException {
        Set<Namespace> kinds = EnumSet.of(Namespace.USER);
        for (Namespace kind : others) {
            if (kind != Namespace.USER && !POSSIBLE.contains(kind)) {
                throw new IllegalArgumentException("a " + kind + " namespace is not made without a process in it");
            }
            kinds.add(kind);
        }
        List<NamespaceHandle> handles = new ArrayList<>();
        try {
            make(map, kinds, KernelFeatures.current(), handles);
            return new UserNamespaces(handles);
        } catch (IOException | RuntimeException e) {
            handles.forEach(NamespaceHandle::close);
            throw e;
        }
    }

    /** A user namespace alone, of which only the map matters; the caller closes it. */
    static NamespaceHandle createOne(IdMap map, KernelFeatures features) throws IOException {
        List<NamespaceHandle> handles = new ArrayList<>();
        try {
            make(map, EnumSet.of(Namespace.USER), features, handles);
            return handles.get(0);
        } catch (IOException | RuntimeException e) {
            handles.forEach(NamespaceHandle::close);
            throw e;
        }
    }

    private static void make(IdMap map, Set<Namespace> kinds, KernelFeatures features, List<NamespaceHandle> handles)
            throws IOException {
        try (ImageLauncher.Channels channels = ImageLauncher.Channels.open(3)) {
            TapeBuilder tape = new TapeBuilder();
            Slot read = tape.slot("read");
            Arg buffer = new Arg.Out(tape.slot("byte"));
            tape.call("wait for", "the parent", Syscall.READ, Arg.fd(channels.gate()), buffer, Arg.num(1))
                    .into(read)
                    .retryInterrupted();
            tape.check("wait for", "the parent", Arg.ref(read), -1, 1, Errno.ECANCELED);
            long flags = kinds.stream().mapToLong(Namespace::cloneFlag).reduce(0, (a, b) -> a | b);
            if (features.clearSighand()) flags |= CloneFlags.CLONE_CLEAR_SIGHAND;
            CloneRequest request = new CloneRequest(features.clone3(), flags, SIGCHLD, -1);
            ImageLauncher.ParentWork work = (pid, last) -> {
                IdMapWriter.writeFromOutside(pid, map);
                for (Namespace kind : kinds) handles.add(kind.open(pid));
                throw new Served();
            };
            ImageLauncher.Script script =
                    new ImageLauncher.Script(new TapeBuilder(), tape, null, -1, null, null, -1, null, null);
            ImageLauncher.play(script, request, channels, List.of(), Birth.HERE, work, pid -> {}, List.of());
            throw new LinuxException("make", kinds.toString(), Errno.ECHILD.number());
        } catch (Served e) {
            // as it should be
        } catch (TapeFailure e) {
            throw new SpawnException(e.index(), e.step().operation(), e.step().target(), e.errno());
        }
    }

    /**
     * The handle of one of them; it is closed with this object.
     *
     * @throws IllegalArgumentException when there is none of this kind
     */
    public NamespaceHandle handle(Namespace kind) {
        return handles.stream()
                .filter(h -> h.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no namespace of kind " + kind));
    }

    /** All handles, the user namespace among them, as {@link Spawn#join} takes them. */
    public NamespaceHandle[] handles() {
        return handles.toArray(NamespaceHandle[]::new);
    }

    @Override
    public void close() {
        handles.forEach(NamespaceHandle::close);
    }

    @Override
    public String toString() {
        return handles.toString();
    }

    /**
     * Whether this process is in the kernel's first user namespace, as far as can be told: in the one that maps every id to itself. It
     * stays in the one that it began in, because the kernel moves no process of several threads into another. Where {@code
     * /proc/self/uid_map} cannot be read it is taken for the first, and the kernel says what may be done.
     */
    public static boolean isInitial() {
        return Initial.IS;
    }

    private static final class Initial {
        static final boolean IS = read();

        private static boolean read() {
            try {
                String map = KernelFile.read(Path.of("/proc/self/uid_map"));
                StringTokenizer words = new StringTokenizer(map); // without a pattern, which takes long the first time
                for (String word : List.of("0", "0", "4294967295"))
                    if (!words.hasMoreTokens() || !words.nextToken().equals(word)) return false;
                return !words.hasMoreTokens();
            } catch (LinuxException e) {
                return true;
            }
        }
    }
}
