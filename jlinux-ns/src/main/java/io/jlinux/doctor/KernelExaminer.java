package io.jlinux.doctor;

import io.jlinux.sys.KernelFeatures;
import java.util.ArrayList;
import java.util.List;

/** The kernel's features, and what is done where one is missing. */
final class KernelExaminer {
    private static final String AREA = "kernel";

    private KernelExaminer() {}

    static List<Finding> examine() {
        return examine(KernelFeatures.current());
    }

    /** Nearly every feature has a fallback, and programs start without any of them, so that none is worse than limited. */
    static List<Finding> examine(KernelFeatures has) {
        List<Finding> list = new ArrayList<>();
        list.add(feature(has.clone3(), "clone3", "5.3", "starts use clone, and join their cgroup afterwards"));
        list.add(feature(
                has.cloneIntoCgroup(),
                "CLONE_INTO_CGROUP",
                "5.7",
                "a child moves itself into its cgroup, which can take some milliseconds more"));
        list.add(feature(
                has.clearSighand(), "CLONE_CLEAR_SIGHAND", "5.5", "a start resets 62 signal handlers one by one"));
        list.add(feature(has.openat2(), "openat2", "5.6", "paths in a root are walked name by name"));
        list.add(feature(has.newMountApi(), "fsopen, open_tree", "5.2", "nothing can be mounted, and no root entered"));
        list.add(feature(
                has.mountSetattr(), "mount_setattr", "5.12", "no recursive mount attributes, no id-mapped binds"));
        list.add(feature(has.closeRange(), "close_range", "5.9", "a start marks descriptors one by one"));
        list.add(feature(has.pidfdGetfd(), "pidfd_getfd", "5.6", "PidFd.getFd does not work"));
        list.add(feature(
                has.setnsPidfd(), "setns of a pidfd", "5.8", "the namespaces of a process are joined one by one"));
        return list;
    }

    private static Finding feature(boolean there, String name, String since, String without) {
        if (there) return Finding.ok(AREA, name, "works");
        return Finding.limited(
                AREA,
                name,
                "does not work here",
                without,
                "needs Linux " + since + "; on a newer one a seccomp profile is in front of it (that of an older"
                        + " container runtime answers ENOSYS or EPERM): update that runtime, or run with seccomp=unconfined");
    }
}
