package io.jlinux.oci.state;

import io.jlinux.spawn.UserNamespaces;
import io.jlinux.sys.DirectoryEntries;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.TrustedDirectory;
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
 * The directory in which containers are kept. Who can write to it says what runs as this user, by a config's hooks: so it is looked at
 * before each use, which is one stat(2). Nothing of this is remembered, as {@code /tmp} is cleaned while a JVM runs.
 *
 * @see TrustedDirectory
 */
public final class StateRoot {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;
    /** The only owner that a standard root may have; -1: the caller chose it. */
    private final long owner;

    private StateRoot(Path path, long owner) {
        this.path = path;
        this.owner = owner;
    }

    /** One that the caller chose, of this user or of root. */
    public static StateRoot chosen(Path path) {
        return new StateRoot(path.toAbsolutePath().normalize(), -1);
    }

    /**
     * {@code /run/jlinux} for root; for others {@code jlinux} in {@code XDG_RUNTIME_DIR} or what stands for it. Others are, too, whom
     * an engine made the root of a user namespace, and who may not write to the host's {@code /run}: as for runc, an {@code
     * XDG_RUNTIME_DIR} counts there unless {@code USER} is root.
     */
    public static StateRoot standard() {
        return standard(effectiveUid(), System.getenv(), UserNamespaces::isInitial);
    }

    static StateRoot standard(long uid, Map<String, String> environment, BooleanSupplier initialUserNamespace) {
        return new StateRoot(standardPath(uid, environment, initialUserNamespace), uid);
    }

    private static Path standardPath(long uid, Map<String, String> environment, BooleanSupplier initialUserNamespace) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        boolean given = runtime.startsWith("/");
        if (uid == 0) {
            boolean user = given && !"root".equals(environment.get("USER")) && !initialUserNamespace.getAsBoolean();
            return user ? Path.of(runtime, "jlinux") : Path.of("/run/jlinux");
        }
        if (given) return Path.of(runtime, "jlinux");
        Path user = Path.of("/run/user", Long.toString(uid));
        if (Files.isWritable(user)) return user.resolve("jlinux");
        return Path.of(System.getProperty("java.io.tmpdir"), "jlinux-" + uid).toAbsolutePath();
    }

    /** Absolute. */
    public Path path() {
        return path;
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

    /**
     * The directory of a container, which need not be there.
     *
     * @throws LinuxException {@code EPERM} when others can write to this one
     */
    public StateDirectory directory(String id) throws IOException {
        isThere();
        return new StateDirectory(path.resolve(id));
    }

    /**
     * Makes the directory of a container, and this one.
     *
     * @throws LinuxException {@code EEXIST} when the id is in use; {@code EPERM} when others can write to this directory
     */
    public StateDirectory create(String id) throws IOException {
        if (!isThere()) {
            Files.createDirectories(path, PRIVATE);
            isThere(); // somebody else may have been first
        }
        return StateDirectory.create(path.resolve(id));
    }

    private boolean isThere() throws IOException {
        return owner < 0
                ? TrustedDirectory.checkChosen(path, StateRoot::effectiveUid)
                : TrustedDirectory.checkOwn(path, owner);
    }

    /**
     * The ids of all containers, sorted.
     *
     * @throws LinuxException {@code EPERM} when others can write to this directory
     */
    public List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        isThere();
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
