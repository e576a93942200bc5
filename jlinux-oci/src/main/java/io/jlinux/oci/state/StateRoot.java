package io.jlinux.oci.state;

import io.jlinux.spawn.UserNamespaces;
import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.Errno;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The directory in which containers are kept.
 *
 * @param path absolute
 */
public record StateRoot(Path path) {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /**
     * {@code /run/jlinux} for root; for others {@code jlinux} in {@code XDG_RUNTIME_DIR} or what stands for it. Others are, too, whom
     * an engine made the root of a user namespace, and who may not write to the host's {@code /run}: as for runc, an {@code
     * XDG_RUNTIME_DIR} counts there unless {@code USER} is root.
     */
    public static StateRoot standard() {
        return standard(effectiveUid(), System.getenv(), UserNamespaces::isInitial);
    }

    static StateRoot standard(long uid, Map<String, String> environment, BooleanSupplier initialUserNamespace) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        boolean given = runtime.startsWith("/");
        if (uid == 0) {
            boolean user = given && !"root".equals(environment.get("USER")) && !initialUserNamespace.getAsBoolean();
            return new StateRoot(user ? Path.of(runtime, "jlinux") : Path.of("/run/jlinux"));
        }
        if (given) return new StateRoot(Path.of(runtime, "jlinux"));
        Path user = Path.of("/run/user", Long.toString(uid));
        if (Files.isWritable(user)) return new StateRoot(user.resolve("jlinux"));
        return new StateRoot(
                Path.of(System.getProperty("java.io.tmpdir"), "jlinux-" + uid).toAbsolutePath());
    }

    /** As {@link #uid()}, by a file: a JVM that starts for one look at a state makes no system call by JNA. */
    static long effectiveUid() {
        try {
            String status = KernelFile.read(Path.of("/proc/self/status"));
            int ids = status.indexOf("\nUid:\t");
            if (ids < 0) return uid();
            int effective = status.indexOf('\t', ids + 6) + 1;
            return Long.parseLong(status, effective, status.indexOf('\t', effective), 10);
        } catch (LinuxException e) {
            return uid();
        }
    }

    /** The effective user of this process. */
    public static long uid() {
        return RawSyscall.call(Syscall.GETEUID) & 0xffff_ffffL;
    }

    /** The directory of a container, which need not be there. */
    public StateDirectory directory(String id) {
        return new StateDirectory(path.resolve(id));
    }

    /**
     * Makes the directory of a container, and this one.
     *
     * @throws LinuxException {@code EEXIST} when the id is in use; {@code EPERM} when this directory is another user's
     */
    public StateDirectory create(String id) throws IOException {
        try {
            return StateDirectory.create(path.resolve(id));
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) throw e;
        }
        Files.createDirectories(path, PRIVATE);
        checkOwner();
        return StateDirectory.create(path.resolve(id));
    }

    /** In a directory that all may write to, somebody else may have been first. */
    private void checkOwner() throws IOException {
        Object owner = Files.getAttribute(path, "unix:uid");
        if (owner instanceof Integer uid && (uid & 0xffff_ffffL) == uid()) return;
        throw new LinuxException(
                "use state directory", path.toString(), Errno.EPERM.number(), null, "it belongs to user " + owner);
    }

    /** The ids of all containers, sorted. */
    public List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        try {
            for (Path entry : DirectoryEntries.of(path)) {
                if (Files.isDirectory(entry)) ids.add(String.valueOf(entry.getFileName()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        Collections.sort(ids);
        return ids;
    }
}
