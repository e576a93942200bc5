package io.jlinux.spawn;

import static io.jlinux.sys.raw.Fcntl.O_CLOEXEC;
import static io.jlinux.sys.raw.Fcntl.O_WRONLY;

import io.jlinux.mount.MountAttributes;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.TimeOffsets;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Namespaces: entering them, and what each gets before the program sees it. */
final class NamespaceSteps {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int SIOCSIFFLAGS = 0x8914;
    private static final int IFF_UP_RUNNING = 0x41;
    private static final int SIGCHLD = 17;
    private static final int CLONE_PARENT = 0x8000;

    private static final String SET_OFFSETS = "set time offsets";
    private static final String OFFSETS = "/proc/self/timens_offsets";

    private NamespaceSteps() {}

    /** The new namespaces that clone itself makes; the others are entered by the child, in {@link #unshareLate}. */
    static long cloneFlags(SpawnSpec spec) {
        return spec.unshare.stream()
                .filter(n -> !isLate(spec, n))
                .mapToLong(Namespace::cloneFlag)
                .reduce(0, (a, b) -> a | b);
    }

    /**
     * Whether the child itself makes a new namespace: a cgroup namespace only after it is in its cgroup; all of them after a
     * join that a user namespace has part in, because a joined one must own them; and with a time namespace all but the
     * user namespace, because a time namespace is entered by a fork (before Linux 6.3 by nothing else), and the first
     * process of a new pid namespace must be the one after that fork.
     */
    private static boolean isLate(SpawnSpec spec, Namespace kind) {
        if ((spec.joinsAny() && !spec.joinsUnseen()) || kind == Namespace.CGROUP) return true;
        return spec.unshares(Namespace.TIME) && kind != Namespace.USER;
    }

    /** Joins the given ones, in their order; returns whether a fork must follow, for a pid or time namespace. */
    static boolean join(SpawnSpec spec, List<Join> joins, TapeBuilder tape) {
        for (Join join : joins) {
            tape.call("join", join.target(), Syscall.SETNS, Arg.fd(join.fd()), flags(join.kinds()));
        }
        return spec.joins(Namespace.PID)
                || spec.joins(Namespace.TIME)
                || spec.unshares(Namespace.TIME)
                || (spec.unshares(Namespace.PID) && isLate(spec, Namespace.PID));
    }

    /** Takes a directory for the root. */
    static void enter(Fd root, TapeBuilder tape) {
        tape.call("enter", root.label(), Syscall.FCHDIR, Arg.fd(root));
        tape.call("chroot to", root.label(), Syscall.CHROOT, Arg.text("."));
    }

    static void fork(TapeBuilder tape, Slot pid) {
        tape.fork("fork", pid, CLONE_PARENT | SIGCHLD, "CLONE_PARENT|SIGCHLD");
    }

    /** New namespaces that the child makes itself. */
    static void unshareLate(SpawnSpec spec, TapeBuilder tape, @Nullable Slot offsetsFile) {
        List<Namespace> late =
                spec.unshare.stream().filter(n -> isLate(spec, n)).toList();
        if (!late.isEmpty()) tape.call("unshare", late.toString(), Syscall.UNSHARE, flags(late));
        TimeOffsets offsets = spec.timeOffsets;
        if (offsets == null) return;
        // only while nobody is in the new time namespace: the fork that enters it comes after
        if (offsetsFile == null) write(tape, SET_OFFSETS, OFFSETS, offsets.lines());
        else writeOpen(tape, SET_OFFSETS, OFFSETS, Arg.ref(offsetsFile), offsets.lines());
    }

    /**
     * Opens the file of the time offsets before a join, or returns null where there is none: a process that is not dumpable
     * any more cannot open its own files in /proc, unless it is root.
     */
    static @Nullable Slot openOffsets(SpawnSpec spec, TapeBuilder tape) {
        if (spec.timeOffsets == null || !spec.joinsAny()) return null;
        Slot file = tape.slot("offsets");
        open(tape, SET_OFFSETS, OFFSETS, file);
        return file;
    }

    private static Arg flags(Collection<Namespace> kinds) {
        long flags = kinds.stream().mapToLong(Namespace::cloneFlag).reduce(0, (a, b) -> a | b);
        return Arg.flags(flags, text(kinds));
    }

    static String text(Collection<Namespace> kinds) {
        return kinds.stream()
                .map(n -> "CLONE_NEW" + (n == Namespace.MOUNT ? "NS" : n.name()))
                .collect(Collectors.joining("|"));
    }

    /** The child writes the map of its own ids itself: it needs no privilege for that. */
    static void writeOwnMap(TapeBuilder tape, IdMap map) {
        write(tape, "write setgroups", "/proc/self/setgroups", "deny");
        write(tape, "write uid_map", "/proc/self/uid_map", IdMapWriter.lines(map.uids()));
        write(tape, "write gid_map", "/proc/self/gid_map", IdMapWriter.lines(map.gids()));
    }

    static void write(TapeBuilder tape, String operation, String path, String content) {
        Slot file = tape.slot("file");
        open(tape, operation, path, file);
        writeOpen(tape, operation, path, Arg.ref(file), content);
    }

    private static void open(TapeBuilder tape, String operation, String path, Slot into) {
        tape.call(
                        operation,
                        path,
                        Syscall.OPENAT,
                        Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"),
                        Arg.text(path),
                        Arg.flags(O_WRONLY | O_CLOEXEC, "O_WRONLY|O_CLOEXEC"),
                        Arg.num(0))
                .into(into);
    }

    /** Writes {@code content} in one call and closes. */
    static void writeOpen(TapeBuilder tape, String operation, String path, Arg file, String content) {
        int length = content.getBytes(StandardCharsets.UTF_8).length;
        tape.call(operation, path, Syscall.WRITE, file, Arg.text(content), Arg.num(length))
                .retryInterrupted();
        PathSteps.close(tape, file);
    }

    static void loopbackUp(TapeBuilder tape) {
        Slot socket = tape.slot("socket");
        byte[] ifreq = new byte[40];
        ifreq[0] = 'l';
        ifreq[1] = 'o';
        ifreq[16] = IFF_UP_RUNNING;
        tape.call(
                        "bring up",
                        "lo",
                        Syscall.SOCKET,
                        Arg.flags(AF_INET, "AF_INET"),
                        Arg.flags(SOCK_DGRAM_CLOEXEC, "SOCK_DGRAM|SOCK_CLOEXEC"),
                        Arg.num(0))
                .into(socket);
        tape.call(
                "bring up",
                "lo",
                Syscall.IOCTL,
                Arg.ref(socket),
                Arg.flags(SIOCSIFFLAGS, "SIOCSIFFLAGS"),
                new Arg.Bytes(ifreq, "{lo, IFF_UP|IFF_RUNNING}"));
        PathSteps.close(tape, Arg.ref(socket));
    }

    static void names(SpawnSpec spec, TapeBuilder tape) {
        name(tape, "set hostname", Syscall.SETHOSTNAME, spec.hostname);
        name(tape, "set domainname", Syscall.SETDOMAINNAME, spec.domainname);
    }

    private static void name(TapeBuilder tape, String operation, Syscall call, @Nullable String name) {
        if (name == null) return;
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        tape.call(operation, name, call, Arg.text(name), Arg.num(length));
    }

    /** Kernel parameters, through a procfs of our own that no image can have redirected. */
    static void sysctls(SpawnSpec spec, TapeBuilder tape, MountSteps mounts) {
        if (spec.sysctls.isEmpty()) return;
        Slot proc = tape.slot("proc");
        mounts.create("mount proc for", "sysctl", "proc", "proc", List.of(), MountAttributes.NONE, proc);
        spec.sysctls.forEach((key, value) -> {
            Slot file = tape.slot("file");
            String path = "sys/" + (key.contains("/") ? key : key.replace('.', '/'));
            PathSteps.openBeneath(tape, spec.features, Arg.ref(proc), "set sysctl", key, path, file);
            writeOpen(tape, "set sysctl", key, Arg.ref(file), value);
        });
        PathSteps.close(tape, Arg.ref(proc));
    }

    /** The child ends when the parent has ended before the death signal could be asked for. */
    static void checkParent(TapeBuilder tape, Fd alive) {
        Slot poll = tape.slots("poll", 3);
        tape.move(Arg.fd(alive)).into(poll.word(0));
        tape.call(
                        "check",
                        "parent",
                        Syscall.PPOLL,
                        new Arg.Out(poll),
                        Arg.num(1),
                        new Arg.Out(poll, 1),
                        Arg.num(0),
                        Arg.num(8))
                .into(poll.word(0));
        tape.check("check", "parent", new Arg.Ref(poll, 0), -1, 0, Errno.ESRCH);
    }
}
