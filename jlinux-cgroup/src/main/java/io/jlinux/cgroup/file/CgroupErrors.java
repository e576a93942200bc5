package io.jlinux.cgroup.file;

import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the errors of cgroup files mean, found out on the live system at the time of the error. */
public final class CgroupErrors {
    public static final String NOT_DELEGATED =
            "start it in a delegated cgroup (systemd-run --user --scope -p Delegate=yes COMMAND), or let root chown the"
                    + " directory and its cgroup.procs, cgroup.threads and cgroup.subtree_control to the user";

    private CgroupErrors() {}

    /** The error of {@code operation} on {@code target}, with a hint; {@code file} is empty for the directory itself. */
    public static LinuxException of(CgroupDir dir, String operation, Path target, String file, int errno) {
        String hint =
                file.isEmpty() ? ofDirectory(operation, target, Errno.of(errno)) : ofFile(dir, file, Errno.of(errno));
        return new LinuxException(operation, target.toString(), errno, null, hint);
    }

    private static @Nullable String ofDirectory(String operation, Path target, Errno errno) {
        return switch (errno) {
            case EEXIST -> "there is a cgroup of this name already: Cgroup.open borrows it";
            case ENOENT -> operation.startsWith("create") ? "the cgroup above has been removed" : null;
            case EAGAIN -> "cgroup.max.descendants or cgroup.max.depth of a cgroup above is reached";
            case EACCES, EPERM, EROFS -> notWritable(errno);
            case EBUSY -> busy(target);
            default -> null;
        };
    }

    private static @Nullable String ofFile(CgroupDir dir, String file, Errno errno) {
        if (file.startsWith("devices.") && (errno == Errno.EPERM || errno == Errno.EINVAL)) return ofDevices(errno);
        boolean v2 = dir.has("cgroup.controllers");
        return switch (errno) {
            case ENODEV -> dir.has(file) ? "the kernel has no such device" : missing(dir, file, v2);
            case ENOENT -> missing(dir, file, v2);
            case EINVAL -> ofScarce(file);
            case EACCES, EPERM, EROFS ->
                file.equals("cgroup.procs") && errno == Errno.EACCES
                        ? "moving a process needs write access to cgroup.procs of both cgroups and, on v2, of their nearest"
                                + " common ancestor: " + NOT_DELEGATED
                        : notWritable(errno);
            case EBUSY -> fileBusy(dir, file);
            case EOPNOTSUPP -> v2 ? "the cgroup is threaded or below a threaded one: see its cgroup.type" : null;
            case ENOSPC ->
                file.equals("cgroup.procs") || file.equals("tasks")
                        ? "cpuset.cpus or cpuset.mems of the cgroup is empty"
                        : null;
            default -> null;
        };
    }

    /** What is counted by name is only known where the machine has it. */
    private static @Nullable String ofScarce(String file) {
        if (!file.startsWith("misc.") && !file.startsWith("dmem.")) return null;
        String capacity = file.substring(0, 5) + "capacity";
        return "the machine has what " + capacity + " of the topmost cgroup lists, and no more of it than that";
    }

    private static String ofDevices(Errno errno) {
        return errno == Errno.EINVAL
                ? "the device rules of a cgroup that has children cannot be reset: set them before"
                : "it needs CAP_SYS_ADMIN, and the cgroup above must allow the device itself: see its devices.list";
    }

    private static String notWritable(Errno errno) {
        if (errno == Errno.EROFS) {
            return "the cgroup file system is mounted read-only, as in a container: it has to be given one that is"
                    + " writable (podman: --security-opt unmask=/sys/fs/cgroup; docker: --privileged)";
        }
        return "this cgroup is not delegated to uid " + RawSyscall.call(Syscall.GETEUID) + ": " + NOT_DELEGATED;
    }

    private static @Nullable String missing(CgroupDir dir, String file, boolean v2) {
        if (dir.isGone()) return "the cgroup has been removed";
        int dot = file.indexOf('.');
        String controller = dot < 0 ? file : file.substring(0, dot);
        if (controller.equals("cgroup")) {
            return v2 ? "this kernel has no such file (cgroup.freeze: Linux 5.2, cgroup.kill: 5.14)" : "only v2 has it";
        }
        if (!v2) {
            return file.startsWith("memory.memsw")
                    ? "swap accounting is off: boot with swapaccount=1"
                    : "this kernel's v1 controller '" + controller + "' has no such file";
        }
        if (lists(dir.path(), controller)) {
            return "controller '" + controller + "' is enabled here, but this kernel has no such file";
        }
        return "controller '" + controller + "' is not enabled here; " + nearest(dir.path(), controller);
    }

    /** Which cgroup above {@code path} has {@code controller}, in words. */
    public static String nearest(Path path, String controller) {
        for (Path up = path.getParent();
                up != null && Files.exists(up.resolve("cgroup.controllers"));
                up = up.getParent()) {
            if (lists(up, controller)) {
                return "the nearest ancestor that has it is " + up + ": '+" + controller
                        + "' has to be written to cgroup.subtree_control there and below";
            }
        }
        return "no ancestor has it: the kernel lacks it, a v1 hierarchy holds it, or it is not delegated";
    }

    private static boolean lists(Path cgroup, String controller) {
        return content(cgroup.resolve("cgroup.controllers"))
                .filter(text -> List.of(text.strip().split(" ", -1)).contains(controller))
                .isPresent();
    }

    private static @Nullable String fileBusy(CgroupDir dir, String file) {
        return switch (file) {
            case "cgroup.subtree_control" -> noInternalProcesses(dir.path());
            case "cgroup.procs" ->
                "controllers are enabled for the children of this cgroup, so v2 allows processes in"
                        + " its leaves only";
            case "memory.limit_in_bytes", "memory.memsw.limit_in_bytes" ->
                "v1 refuses a limit below the usage that it" + " cannot reclaim";
            default -> null;
        };
    }

    private static String noInternalProcesses(Path cgroup) {
        return "processes are in it" + pids(cgroup) + ", and v2 gives controllers only to the children of a cgroup"
                + " without processes of its own: move them to a child (a leaf: CgroupTree.evacuate), or make the cgroup"
                + " elsewhere";
    }

    private static String busy(Path cgroup) {
        return "it has processes" + pids(cgroup) + " or child cgroups";
    }

    private static String pids(Path cgroup) {
        List<String> pids = content(cgroup.resolve("cgroup.procs")).stream()
                .flatMap(String::lines)
                .toList();
        if (pids.isEmpty()) return "";
        return pids.stream().limit(5).collect(Collectors.joining(", ", " (pid ", pids.size() > 5 ? ", …)" : ")"));
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
