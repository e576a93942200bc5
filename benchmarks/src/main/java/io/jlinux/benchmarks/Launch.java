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
    SANDBOX("sandbox"),
    SANDBOX_BUBBLEWRAP("vfork"),
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
            case SANDBOX -> List.of(Workshop.seccompFilter().toString(), noop);
            case SANDBOX_BUBBLEWRAP -> bubblewrapSandbox(noop);
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

    /** As near to Sandbox.untrusted() as bubblewrap comes: no limits, no masks, no seccomp filter, the caller and not nobody. */
    private static List<String> bubblewrapSandbox(String noop) {
        List<String> line = new ArrayList<>(
                List.of("--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-pid", "--as-pid-1"));
        line.addAll(List.of(
                "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup", "--hostname", "sandbox"));
        for (String part :
                List.of("/usr", "/etc/alternatives", "/etc/ld.so.conf.d", "/etc/ld.so.cache", "/etc/ld.so.conf")) {
            line.addAll(List.of("--ro-bind-try", part, part));
        }
        for (String part : List.of("bin", "sbin", "lib", "lib64"))
            line.addAll(List.of("--symlink", "usr/" + part, "/" + part));
        line.addAll(List.of(
                "--ro-bind-try", "/etc/ssl", "/etc/ssl", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"));
        line.addAll(List.of("--ro-bind", noop, "/box/noop", "--remount-ro", "/", "--cap-drop", "ALL"));
        line.addAll(List.of("--new-session", "--clearenv", "--chdir", "/tmp", "/box/noop"));
        return program("bwrap", line.toArray(String[]::new));
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
