package io.jlinux.ns;

import io.jlinux.ns.NamespaceInfo.Bind;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code /proc} into a {@link NamespaceScan}. Processes that end meanwhile, or are others', are passed over. */
final class ProcScan {
    private static final Path PROC = Path.of("/proc");
    private static final int LINK_AT = 8192;
    private static final int LINK_SIZE = 256;

    private final NamespaceScan scan;

    ProcScan(NamespaceScan scan) {
        this.scan = scan;
    }

    /** The calling thread and all processes; with {@code threads} also their other threads and open descriptors. */
    void read(boolean threads) {
        namespaces(PROC.resolve("thread-self")).forEach(link -> scan.seen(link, path("thread-self", link.kind())));
        for (String pid : numbers(PROC)) {
            Map<Namespace, NamespaceLink> main = new EnumMap<>(Namespace.class);
            for (NamespaceLink link : namespaces(PROC.resolve(pid))) {
                main.put(link.kind(), link);
                scan.process(link, Long.parseLong(pid), path(pid, link.kind()));
            }
            if (main.isEmpty()) continue;
            // for children: somebody is about to be in it
            link(pid, "ns/pid_for_children");
            link(pid, "ns/time_for_children");
            if (threads) threads(pid, main);
        }
        for (var mountNamespace : scan.mountNamespaces().entrySet()) {
            binds(mountNamespace.getKey().id(), mountNamespace.getValue().toString());
        }
        Optional<NamespaceLink> own = readLink(path("thread-self", Namespace.MOUNT));
        own.filter(o -> !scan.mountNamespaces().containsKey(o)).ifPresent(o -> binds(o.id(), "thread-self"));
    }

    private void threads(String pid, Map<Namespace, NamespaceLink> main) {
        for (String tid : numbers(PROC.resolve(pid).resolve("task"))) {
            if (tid.equals(pid)) continue;
            for (NamespaceLink link : namespaces(PROC.resolve(tid))) {
                if (!link.equals(main.get(link.kind()))) {
                    scan.thread(link, Long.parseLong(tid), path(tid, link.kind()));
                }
            }
        }
        for (String fd : numbers(PROC.resolve(pid).resolve("fd"))) link(pid, "fd/" + fd);
    }

    private void link(String pid, String name) {
        Path path = PROC.resolve(pid).resolve(name);
        readLink(path).ifPresent(link -> scan.seen(link, path));
    }

    private void binds(long mountNamespace, String pid) {
        try {
            for (NsfsMount mount :
                    NsfsMount.parse(KernelFile.read(PROC.resolve(pid).resolve("mountinfo")))) {
                Path path = Path.of(mount.path());
                scan.bind(mount.namespace(), new Bind(mountNamespace, path), below(pid, path));
            }
        } catch (LinuxException e) {
            // ended meanwhile
        }
    }

    /** The ways to where something was mounted: by the thread itself, or by each process that is in that mount namespace now. */
    static List<Path> reach(Bind bind) {
        List<Path> ways = new ArrayList<>();
        if (isIn("thread-self", bind)) ways.add(below("thread-self", bind.path()));
        for (String pid : numbers(PROC)) {
            if (isIn(pid, bind)) ways.add(below(pid, bind.path()));
        }
        return ways;
    }

    private static boolean isIn(String pid, Bind bind) {
        return readLink(path(pid, Namespace.MOUNT))
                .filter(link -> link.id() == bind.mountNamespaceId())
                .isPresent();
    }

    private static Path below(String pid, Path path) {
        return PROC.resolve(pid).resolve("root").resolve(Path.of("/").relativize(path));
    }

    private static Path path(String pid, Namespace kind) {
        return PROC.resolve(pid).resolve("ns").resolve(kind.procName());
    }

    private static List<NamespaceLink> namespaces(Path process) {
        List<NamespaceLink> links = new ArrayList<>();
        for (Namespace kind : Namespace.values()) {
            Optional<NamespaceLink> link = readLink(process.resolve("ns").resolve(kind.procName()));
            // without rights over it, one is refused like the other
            if (link.isEmpty() && links.isEmpty() && kind != Namespace.values()[0]) break;
            link.ifPresent(links::add);
        }
        return links;
    }

    static Optional<NamespaceLink> readLink(Path path) {
        try (Scratch s = Scratch.borrow()) {
            long at = s.string(0, path.toString());
            long n = RawSyscall.call(Syscall.READLINKAT, Fcntl.AT_FDCWD, at, s.address() + LINK_AT, LINK_SIZE);
            if (n <= 0) return Optional.empty();
            return NamespaceLink.parse(new String(s.buffer().get(LINK_AT, (int) n), StandardCharsets.UTF_8));
        }
    }

    private static List<String> numbers(Path directory) {
        String[] names = directory.toFile().list();
        List<String> numbers = new ArrayList<>();
        if (names == null) return numbers;
        for (String name : names) {
            if (name.chars().allMatch(c -> c >= '0' && c <= '9')) numbers.add(name);
        }
        return numbers;
    }
}
