package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Rlimit;
import java.util.List;

/** The configs that {@code runc spec} writes. */
final class ConfigTemplates {
    private static final String[] CAPABILITIES = {"CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"};

    private ConfigTemplates() {}

    /**
     * runc 1.2 and 1.3, on a host without a unified cgroup hierarchy; on one with it, runc adds a cgroup namespace.
     * Earlier ones differ in the version and in having the capabilities ambient, too.
     */
    static OciConfig runc13() {
        OciProcess process = OciProcess.builder()
                .terminal(true)
                .args("sh")
                .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("TERM", "xterm")
                .capabilities(OciCapabilities.of(CAPABILITIES))
                .rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 1024))
                .noNewPrivileges(true)
                .build();
        return OciConfig.builder()
                .ociVersion("1.2.1")
                .root(new OciRoot("rootfs", true))
                .process(process)
                .hostname("runc")
                .mounts(mounts())
                .linux(linux())
                .build();
    }

    /** runc 1.1, on a host without a unified cgroup hierarchy. */
    static OciConfig runc11() {
        List<String> names = List.of(CAPABILITIES);
        OciCapabilities capabilities = new OciCapabilities(names, names, List.of(), names, names);
        return runc13().toBuilder()
                .ociVersion("1.0.2-dev")
                .build()
                .editProcess(process -> process.capabilities(capabilities));
    }

    /** The config as {@code --rootless} changes it. */
    static OciConfig rootless(OciConfig config, IdMap ids) {
        List<OciMount> mounts =
                config.mounts().stream().map(ConfigTemplates::rootlessMount).toList();
        return config.withMounts(mounts)
                .editLinux(linux -> linux.resources(OciResources.NONE)
                        .withoutNamespace(Namespace.NET)
                        .namespace(OciNamespace.create(Namespace.USER))
                        .uidMappings(ids.uids())
                        .gidMappings(ids.gids()));
    }

    private static OciMount rootlessMount(OciMount mount) {
        if (mount.target().equals("/sys")) return OciMount.bind("/sys", "/sys", "nosuid", "noexec", "nodev", "ro");
        List<String> options = mount.options().stream()
                .filter(option -> !option.startsWith("uid=") && !option.startsWith("gid="))
                .toList();
        return new OciMount(
                mount.destination(), mount.type(), mount.source(), options, mount.uidMappings(), mount.gidMappings());
    }

    private static List<OciMount> mounts() {
        return List.of(
                OciMount.of("/proc", "proc", "proc"),
                OciMount.of("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
                OciMount.of(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        "nosuid",
                        "noexec",
                        "newinstance",
                        "ptmxmode=0666",
                        "mode=0620",
                        "gid=5"),
                OciMount.of("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
                OciMount.of("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
                OciMount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
                OciMount.of("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"));
    }

    private static OciLinux linux() {
        return OciLinux.builder()
                .resources(OciResources.builder()
                        .devices(List.of(OciDeviceRule.all(false)))
                        .build())
                .namespace(OciNamespace.create(Namespace.PID))
                .namespace(OciNamespace.create(Namespace.NET))
                .namespace(OciNamespace.create(Namespace.IPC))
                .namespace(OciNamespace.create(Namespace.UTS))
                .namespace(OciNamespace.create(Namespace.MOUNT))
                .maskedPaths(List.of(
                        "/proc/acpi",
                        "/proc/asound",
                        "/proc/kcore",
                        "/proc/keys",
                        "/proc/latency_stats",
                        "/proc/timer_list",
                        "/proc/timer_stats",
                        "/proc/sched_debug",
                        "/sys/firmware",
                        "/proc/scsi"))
                .readonlyPaths(List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"))
                .build();
    }
}
