package io.jlinux.oci.run;

import io.jlinux.mount.MountInfo;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciDevice;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciUser;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Why a container did not start, in the words of its config: what to change there, or on the host. Looks at files only after
 * something has failed.
 */
public final class StartDiagnosis {
    private static final int FILES_LOOKED_AT = 200;

    private final OciConfig config;
    private final Optional<Path> root;

    /**
     * For one config.
     *
     * @param root where its root is on the host, unless it is made for the start
     */
    public StartDiagnosis(OciConfig config, Optional<Path> root) {
        this.config = config;
        this.root = root;
    }

    /** The same failure, with a better hint where there is one. */
    public SpawnException explain(SpawnException e) {
        try {
            return hint(e.operation(), e.target(), e.errno()).map(e::withHint).orElse(e);
        } catch (IOException | RuntimeException unexplained) {
            return e; // the diagnosis is a courtesy
        }
    }

    private Optional<String> hint(String operation, String target, Errno errno) throws IOException {
        if (operation.equals("execute")) return execute(errno);
        if (errno == Errno.EACCES && (operation.equals("enter root") || operation.equals("open"))) {
            return root.flatMap(r -> PathObstacle.forRootOf(config, r));
        }
        if (errno == Errno.EACCES && operation.startsWith("bind ") && operation.endsWith(" on")) {
            Path source = Path.of(operation.substring(5, operation.length() - 3));
            Optional<String> obstacle = PathObstacle.forRootOf(config, source);
            return obstacle.isPresent() ? obstacle : mountPoint(target);
        }
        boolean binds = operation.equals("bind " + target + " on") && errno == Errno.ENOENT;
        if (binds || operation.endsWith(" of the host's")) return device(target);
        if (operation.startsWith("mount ") && operation.endsWith(" on") && errno == Errno.EACCES)
            return mountPoint(target);
        if (operation.equals("mount sysfs on") && errno == Errno.EPERM) return Optional.of(sysfs());
        if (operation.equals("make device") && errno == Errno.EPERM) {
            return Optional.of("device files need CAP_MKNOD of the initial user namespace: with a user namespace in"
                    + " /linux/namespaces the host's are bound instead");
        }
        if (operation.equals("make directory")) return workingDirectory(target, errno);
        if (operation.equals("change directory to") && errno == Errno.EACCES) {
            return user().map(u ->
                    "uid " + u.uid() + " may not enter it: /process/user, or the mode of a directory on the way");
        }
        if (errno == Errno.EINVAL && (operation.equals("set uid") || operation.equals("set gid"))) {
            return unmapped(operation.substring(4), target);
        }
        if (operation.equals("set limit") && errno == Errno.EPERM) {
            return Optional.of(
                    "a hard limit above this process' own needs CAP_SYS_RESOURCE of the initial user namespace:"
                            + " lower it in /process/rlimits");
        }
        if (operation.equals("set oom_score_adj") && errno == Errno.EACCES) {
            return Optional.of(
                    "a lower one than this process' own needs CAP_SYS_RESOURCE of the initial user namespace:"
                            + " raise /process/oomScoreAdj, or leave it out");
        }
        if (operation.equals("set AppArmor profile")) return profile(errno);
        return Optional.empty();
    }

    /** Root of a container with a user namespace makes nothing in a directory that belongs to none of its ids. */
    private Optional<String> mountPoint(String target) {
        if (root.isEmpty() || !target.startsWith("/")) return Optional.empty();
        Path point = root.get().resolve(target.substring(1));
        if (Files.exists(point, LinkOption.NOFOLLOW_LINKS)) return PathObstacle.forRootOf(config, point);
        return Optional.of(
                "there is no " + target + " in the root, and the container's root may not make it there: mkdir -p "
                        + point + ", or give the root to an id that is mapped in /linux/uidMappings");
    }

    private static Optional<String> profile(Errno errno) {
        return switch (errno) {
            case ENOENT ->
                Optional.of("no profile of this name is loaded: load its file with apparmor_parser -r, or change"
                        + " /process/apparmorProfile; /sys/kernel/security/apparmor/profiles lists those that are");
            case EACCES ->
                Optional.of("this process is under a profile itself, which has no rule change_profile for that"
                        + " one: add it, or leave out /process/apparmorProfile");
            default -> Optional.empty();
        };
    }

    /** One that is bound, in a user namespace. */
    private Optional<String> device(String path) {
        List<OciDevice> listed = config.linux().devices();
        for (int i = 0; i < listed.size(); i++) {
            OciDevice d = listed.get(i);
            if (!d.path().equals(path)) continue;
            return Optional.of(
                    "with a user namespace a device is a bind of the host's file of that name, and the host's "
                            + path + " is not the "
                            + d.type().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " device "
                            + d.major() + ":" + d.minor() + " of /linux/devices/" + i);
        }
        return Optional.empty();
    }

    private Optional<OciUser> user() {
        return config.process().map(OciProcess::user);
    }

    private String sysfs() {
        if (config.namespace(Namespace.USER).isPresent()
                && config.namespace(Namespace.NET).isEmpty()) {
            return "a new sysfs shows a network, which must be the container's own: add a network namespace to"
                    + " /linux/namespaces, or bind the host's /sys";
        }
        return "parts of this host's /sys are mounted over (as in a container), so the kernel refuses a new one in a user"
                + " namespace: bind the host's /sys instead";
    }

    private Optional<String> workingDirectory(String target, Errno errno) {
        if (errno != Errno.EROFS && errno != Errno.EACCES && errno != Errno.ENOENT) return Optional.empty();
        return Optional.of("the working directory " + target
                + " is not in the root, and cannot be made there: make it in the" + " image, or change /process/cwd");
    }

    private Optional<String> unmapped(String kind, String id) {
        List<IdMap.Range> ranges = kind.equals("uid")
                ? config.linux().uidMappings()
                : config.linux().gidMappings();
        if (ranges.isEmpty()) return Optional.empty();
        StringBuilder text = new StringBuilder("the user namespace has no " + kind + " " + id + ", only");
        for (IdMap.Range r : ranges) {
            text.append(' ').append(r.inside());
            if (r.count() > 1) text.append('-').append(r.inside() + r.count() - 1);
        }
        return Optional.of(text + ": map it in /linux/" + kind + "Mappings, or change /process/user");
    }

    private Optional<String> execute(Errno errno) throws IOException {
        if (errno == Errno.ENOENT && isEmpty()) {
            return Optional.of("there are no files in the root " + root.orElseThrow()
                    + ": an image, debootstrap, or a static busybox can fill it");
        }
        if (errno != Errno.EACCES) return Optional.empty();
        String program = config.process().orElseThrow().args().get(0);
        Optional<String> noexec = noexec(program);
        return noexec.isPresent() ? noexec : notLetThrough(program);
    }

    private boolean isEmpty() throws IOException {
        if (root.isEmpty() || config.mounts().stream().anyMatch(m -> m.target().equals("/"))) return false;
        // a bind of the host may bring the program
        if (config.mounts().stream().anyMatch(m -> m.parsedOptions().bind())) return false;
        try (Stream<Path> files = Files.walk(root.get(), 3)) {
            return files.limit(FILES_LOOKED_AT).allMatch(Files::isDirectory);
        }
    }

    private Optional<String> noexec(String program) throws IOException {
        if (!program.startsWith("/")) return Optional.empty();
        OciMount last = null;
        for (OciMount m : config.mounts()) {
            String target = m.target();
            if (program.startsWith(target.endsWith("/") ? target : target + "/")) last = m;
        }
        if (last != null) {
            if (!last.options().contains("noexec")) return Optional.empty();
            return Optional.of(program + " is on the mount " + last.target() + " of the config, which has noexec");
        }
        if (root.isEmpty()) return Optional.empty();
        Path real = root.get().toRealPath();
        MountInfo below = null;
        for (MountInfo m : MountInfo.parse(Files.readString(Path.of("/proc/self/mountinfo")))) {
            if (real.startsWith(m.target())) below = m;
        }
        if (below == null || !below.options().contains("noexec")) return Optional.empty();
        return Optional.of("the root is on the host's mount " + below.target() + ", which has noexec: put the bundle"
                + " elsewhere, or mount -o remount,exec " + below.target());
    }

    private Optional<String> notLetThrough(String program) {
        if (root.isEmpty() || !program.startsWith("/")) return Optional.empty();
        OciUser user = user().orElseThrow();
        // root of the container needs no permission inside
        if (user.uid() == 0) return Optional.empty();
        Path file = root.get().resolve(program.substring(1));
        return PathObstacle.forUserOf(config, user.uid(), user.gid(), file)
                .filter(o -> o.contains(root.get().toString()));
    }
}
