package io.jlinux.doctor;

import io.jlinux.mount.Mount;
import io.jlinux.mount.MountInfo;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Namespaces and the mounts inside of them, each really made; and the sysctls that stand in the way. */
final class NamespaceExaminer {
    private static final String AREA = "namespaces";
    /** Fewer than this many and a busy host runs out of them. */
    private static final long FEW = 64;

    private NamespaceExaminer() {}

    static List<Finding> examine() {
        boolean privileged = Capability.effective().contains(Capability.SYS_ADMIN);
        Optional<LinuxException> refused = Trial.refusal(s -> s.unshare(Namespace.USER));
        List<Finding> list = new ArrayList<>();
        list.add(user(refused, privileged));
        if (refused.isEmpty()) list.add(rights());
        boolean user = !privileged && refused.isEmpty();
        for (Namespace kind : Namespace.values()) {
            if (kind != Namespace.USER) list.add(kind(kind, user));
        }
        list.add(limits());
        list.add(proc(refused.isEmpty()));
        list.add(overlay(refused.isEmpty()));
        return list;
    }

    private static Finding user(Optional<LinuxException> refused, boolean privileged) {
        String subject = "user namespaces";
        if (refused.isEmpty()) return Finding.ok(AREA, subject, "one was made" + sysctls());
        String meaning = privileged
                ? "a sandbox cannot have a root of its own: what breaks out of it is this host's root"
                : "as an ordinary user nothing can be isolated at all";
        return Finding.missing(AREA, subject, Trial.text(refused.get()) + sysctls(), meaning, advice(refused.get()));
    }

    private static String advice(LinuxException e) {
        if ("0".equals(sysctl("user/max_user_namespaces"))) {
            return "sysctl -w user.max_user_namespaces=15000, as root; inside a container, where the host's is not 0,"
                    + " its runtime has set it";
        }
        String hint = e.hint();
        if (hint != null) return hint;
        return "allow unshare and clone with CLONE_NEWUSER in the seccomp profile that is in front of this JVM; Seccomp"
                + " in /proc/self/status tells whether there is one";
    }

    /** What the sysctls say of it, where they are there. */
    private static String sysctls() {
        List<String> known = new ArrayList<>();
        for (String key : List.of(
                "user/max_user_namespaces",
                "kernel/unprivileged_userns_clone",
                "kernel/apparmor_restrict_unprivileged_userns")) {
            String value = sysctl(key);
            if (value != null) known.add(key.replace('/', '.') + "=" + value);
        }
        return known.isEmpty() ? "" : " (" + String.join(", ", known) + ")";
    }

    /** AppArmor's restriction lets the namespace be made, and takes its capabilities away. */
    private static Finding rights() {
        String subject = "root in a user namespace";
        Optional<LinuxException> e = Trial.refusal(s -> s.unshare(Namespace.USER, Namespace.MOUNT)
                .rootfs(Rootfs.empty())
                .mount(Mount.tmpfs("/x")));
        if (e.isEmpty()) return Finding.ok(AREA, subject, "may mount");
        boolean restricted = "1".equals(sysctl("kernel/apparmor_restrict_unprivileged_userns"));
        return Finding.missing(
                AREA,
                subject,
                Trial.text(e.get()),
                "user namespaces can be made, but give no rights",
                restricted
                        ? "give this java an AppArmor profile with 'userns,', or sysctl -w"
                                + " kernel.apparmor_restrict_unprivileged_userns=0, as root"
                        : "a security module or a seccomp profile takes them away: see the kernel's log for its denials");
    }

    private static Finding kind(Namespace kind, boolean withUser) {
        String subject = kind.name().toLowerCase(Locale.ROOT) + " namespaces";
        Optional<LinuxException> e = Trial.refusal(s -> withUser ? s.unshare(Namespace.USER, kind) : s.unshare(kind));
        if (e.isEmpty())
            return Finding.ok(AREA, subject, withUser ? "made together with a user namespace" : "one was made");
        String hint = e.get().hint();
        return Finding.missing(
                AREA,
                subject,
                Trial.text(e.get()),
                "what asks for one fails",
                hint != null ? hint : "a kernel with CONFIG_" + subject.split(" ")[0].toUpperCase(Locale.ROOT) + "_NS");
    }

    private static Finding limits() {
        List<String> low = new ArrayList<>();
        for (String kind : List.of("user", "pid", "mnt", "net", "ipc", "uts", "cgroup")) {
            String value = sysctl("user/max_" + kind + "_namespaces");
            if (value != null && value.matches("\\d+") && Long.parseLong(value) < FEW) {
                low.add("user.max_" + kind + "_namespaces=" + value);
            }
        }
        if (low.isEmpty()) return Finding.ok(AREA, "numbers of namespaces", "at least " + FEW + " of each kind");
        return Finding.limited(
                AREA,
                "numbers of namespaces",
                String.join(", ", low),
                "starts fail with ENOSPC when they are used up",
                "raise them with sysctl -w, as root");
    }

    private static Finding proc(boolean user) {
        String subject = "proc of its own";
        Optional<LinuxException> e = Trial.refusal(s -> isolated(s, user).mount(Mount.proc()));
        if (e.isEmpty()) return Finding.ok(AREA, subject, "mounted in a new pid namespace");
        String over = maskedProc();
        return Finding.limited(
                AREA,
                subject,
                Trial.text(e.get()) + (over.isEmpty() ? "" : ": this /proc is mounted over at " + over),
                "a sandbox in a user namespace cannot have its own /proc, and must bind this one",
                "run the container around this JVM with an unmasked /proc: docker run --security-opt"
                        + " systempaths=unconfined, podman run --security-opt unmask=ALL, procMount: Unmasked in Kubernetes");
    }

    private static Spawn isolated(Spawn s, boolean user) {
        Spawn with = s.unshare(Namespace.PID, Namespace.MOUNT).rootfs(Rootfs.empty());
        return user ? with.unshare(Namespace.USER) : with;
    }

    private static String maskedProc() {
        try {
            return MountInfo.parse(KernelFile.read(Path.of("/proc/self/mountinfo"))).stream()
                    .map(MountInfo::target)
                    .filter(t -> t.startsWith("/proc/"))
                    .distinct()
                    .limit(4)
                    .collect(Collectors.joining(", "));
        } catch (LinuxException | IllegalArgumentException e) {
            return "";
        }
    }

    private static Finding overlay(boolean user) {
        String subject = "overlays";
        Optional<LinuxException> e = Trial.refusal(s -> {
            Spawn with = s.unshare(Namespace.MOUNT).rootfs(Rootfs.overlay(Path.of("/usr")));
            return user ? with.unshare(Namespace.USER) : with;
        });
        if (e.isEmpty()) return Finding.ok(AREA, subject, user ? "mounted in a user namespace" : "mounted");
        return Finding.limited(
                AREA,
                subject,
                Trial.text(e.get()),
                "Rootfs.overlay does not work" + (user ? " in a user namespace" : ""),
                "needs Linux 5.11 in a user namespace, and the module: modprobe overlay");
    }

    static @Nullable String sysctl(String key) {
        try {
            return KernelFile.read(Path.of("/proc/sys", key)).strip();
        } catch (LinuxException e) {
            return null;
        }
    }
}
