package io.jlinux.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the C floor can be asked to start and to wait for: its own ways, and the programs that are JLinux' peers. */
enum Launch {
    NOOP("vfork"),
    NOOP_POSIX_SPAWN("posix_spawn"),
    NOOP_FORK("fork"),
    TRUE("vfork"),
    TRUE_POSIX_SPAWN("posix_spawn"),
    FIVE_NAMESPACES("namespaces"),
    FIVE_NAMESPACES_UNSHARE("vfork"),
    FIVE_NAMESPACES_BUBBLEWRAP("vfork"),
    CONTAINER("container"),
    CONTAINER_IN_CGROUPS("container-in-cgroups"),
    CONTAINER_BUBBLEWRAP("vfork"),
    CONTAINER_CRUN("vfork"),
    CONTAINER_RUNC("vfork");

    /** The operation of {@code floor.c}. */
    final String operation;

    Launch(String operation) {
        this.operation = operation;
    }

    /** The arguments of the operation; a program is looked up here, not by every launch. */
    List<String> arguments() {
        String noop = Workshop.noop().toString();
        return switch (this) {
            case NOOP, NOOP_POSIX_SPAWN, NOOP_FORK, FIVE_NAMESPACES -> List.of(noop);
            case TRUE, TRUE_POSIX_SPAWN -> List.of("/bin/true");
            case FIVE_NAMESPACES_UNSHARE ->
                program("unshare", "--pid", "--fork", "--mount", "--uts", "--ipc", "--net", noop);
            case FIVE_NAMESPACES_BUBBLEWRAP ->
                program(
                        "bwrap",
                        "--unshare-pid",
                        "--as-pid-1",
                        "--unshare-uts",
                        "--unshare-ipc",
                        "--unshare-net",
                        "--bind",
                        "/",
                        "/",
                        noop);
            case CONTAINER ->
                List.of(
                        Workshop.rootfs().toString(),
                        HostCgroups.shownInContainer().toString(),
                        "/noop");
            case CONTAINER_IN_CGROUPS ->
                List.of(Workshop.rootfs().toString(), HostCgroups.parentsOfContainer(), "/noop");
            case CONTAINER_BUBBLEWRAP -> bubblewrapContainer();
            case CONTAINER_CRUN -> runtime("crun", "--cgroup-manager=disabled");
            case CONTAINER_RUNC -> runtime("runc");
        };
    }

    /** As near to the bundle's config.json as bubblewrap comes: no masked or read-only paths, no cgroup mount of its own. */
    private static List<String> bubblewrapContainer() {
        return program(
                "bwrap",
                "--unshare-pid",
                "--as-pid-1",
                "--unshare-uts",
                "--unshare-ipc",
                "--unshare-net",
                "--new-session",
                "--hostname",
                "runc",
                "--ro-bind",
                Workshop.rootfs().toString(),
                "/",
                "--proc",
                "/proc",
                "--dev",
                "/dev",
                "--tmpfs",
                "/dev/shm",
                "--mqueue",
                "/dev/mqueue",
                "--ro-bind",
                "/sys",
                "/sys",
                "--cap-drop",
                "ALL",
                "--cap-add",
                "CAP_AUDIT_WRITE",
                "--cap-add",
                "CAP_KILL",
                "--cap-add",
                "CAP_NET_BIND_SERVICE",
                "--chdir",
                "/",
                "/noop");
    }

    private static List<String> runtime(String name, String... options) {
        List<String> line = new ArrayList<>(
                List.of("--root", Workshop.runtimeState().resolve(name).toString()));
        line.addAll(List.of(options));
        line.addAll(List.of("run", "--bundle", Workshop.bundle().toString(), "jlinux-benchmark"));
        return program(name, line.toArray(String[]::new));
    }

    private static List<String> program(String name, String... arguments) {
        List<String> line =
                new ArrayList<>(List.of(Tools.find(name).orElseThrow().toString()));
        line.addAll(List.of(arguments));
        return line;
    }

    /** crun refuses hosts that have cgroup v1 as well as v2. */
    boolean needsPureCgroup2() {
        return this == CONTAINER_CRUN && Files.isDirectory(Path.of("/sys/fs/cgroup/unified"));
    }
}
