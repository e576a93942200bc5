package io.jlinux.ns;

import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.Result;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.nio.file.Path;

/** New namespaces without a process: a thread unshares, opens what it got, and ends. */
final class NamespaceMaker {
    private static final Path OWN = Path.of("/proc/thread-self/ns");

    private NamespaceMaker() {}

    static NamespaceHandle make(Namespace kind) throws LinuxException {
        return switch (kind) {
            case USER ->
                throw new IllegalArgumentException("a USER namespace is made together with a process, and the"
                        + " threads of this one cannot: UserNamespaces.create(…) in io.jlinux.spawn does it");
            case PID ->
                throw new IllegalArgumentException(
                        "a PID namespace lasts as long as its first process:"
                                + " Spawn.unshare(Namespace.PID) starts one, LinuxProcess.namespace(Namespace.PID) is the handle");
            case TIME -> time(TimeOffsets.NONE);
            case NET -> NetworkVisit.make();
            case MOUNT -> onThread(kind, MountMaker::make);
            default ->
                onThread(kind, () -> {
                    unshare(kind);
                    return kind.current();
                });
        };
    }

    static NamespaceHandle time(TimeOffsets offsets) throws LinuxException {
        return onThread(Namespace.TIME, () -> {
            unshare(Namespace.TIME);
            if (!offsets.equals(TimeOffsets.NONE)) write(offsets);
            return Namespace.TIME.open(OWN.resolve("time_for_children"));
        });
    }

    /** The directory of a thread has no such file, but that of its id is one's own, too, and has. */
    private static void write(TimeOffsets offsets) throws LinuxException {
        long tid = RawSyscall.call(Syscall.GETTID);
        try (Fd file = Fd.open(Path.of("/proc", Long.toString(tid), "timens_offsets"), Fcntl.O_WRONLY)) {
            file.write(offsets.lines());
        } catch (LinuxException e) {
            throw new LinuxException("set time offsets", offsets.toString(), e.rawErrno());
        }
    }

    static void unshare(Namespace kind) throws LinuxException {
        Result.check(RawSyscall.call(Syscall.UNSHARE, kind.cloneFlag()), "unshare", kind);
    }

    private static NamespaceHandle onThread(Namespace kind, NamespaceCall.Action<NamespaceHandle, LinuxException> make)
            throws LinuxException {
        return NamespaceThread.run("jlinux-make " + kind.procName(), () -> {}, make);
    }
}
