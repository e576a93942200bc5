package io.jlinux.oci.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configs that {@code runc spec} writes. */
final class ConfigTemplates {
    private static final String[] CAPABILITIES = {"CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"};

    private ConfigTemplates() {}

    /**
     * runc 1.2 to 1.4, on a host without a unified cgroup hierarchy (on one with it, runc adds a cgroup namespace). Earlier
     * ones differ in the version and in having the capabilities ambient.
     */
    static OciConfig runc13() {
        OciProcess process = OciProcess.builder()
                .terminal(true)
                .args("sh")
                .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("TERM", "xterm")
                .capabilities(OciCapabilities.of(CAPABILITIES))
                .rlimit(OciRlimit.of(RlimitType.NOFILE, 1024))
                .noNewPrivileges(true)
                .build();
        return new OciConfig(
                "1.2.1",
                new OciRoot("rootfs", true),
                Optional.of(process),
                Optional.of("runc"),
                Optional.empty(),
                mounts(),
                OciHooks.NONE,
                Map.of(),
                linux(),
                List.of());
    }

    /** runc 1.1, on a host without a unified cgroup hierarchy. */
    static OciConfig runc11() {
        OciConfig config = runc13();
        List<String> names = List.of(CAPABILITIES);
        return new OciConfig(
                        "1.0.2-dev",
                        config.root(),
                        config.process(),
                        config.hostname(),
                        config.domainname(),
                        config.mounts(),
                        config.hooks(),
                        config.annotations(),
                        config.linux(),
                        config.otherPlatforms())
                .editProcess(
                        process -> process.capabilities(new OciCapabilities(names, names, List.of(), names, names)));
    }

    /** The config as {@code --rootless} changes it. */
    static OciConfig rootless(OciConfig config, long hostUid, long hostGid) {
        List<OciMount> mounts =
                config.mounts().stream().map(ConfigTemplates::rootlessMount).toList();
        return config.withMounts(mounts)
                .editLinux(linux -> linux.resources(OciResources.NONE)
                        .withoutNamespace(NamespaceType.NETWORK)
                        .namespace(OciNamespace.create(NamespaceType.USER))
                        .uidMappings(List.of(new OciIdMapping(0, hostUid, 1)))
                        .gidMappings(List.of(new OciIdMapping(0, hostGid, 1))));
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
                .namespace(OciNamespace.create(NamespaceType.PID))
                .namespace(OciNamespace.create(NamespaceType.NETWORK))
                .namespace(OciNamespace.create(NamespaceType.IPC))
                .namespace(OciNamespace.create(NamespaceType.UTS))
                .namespace(OciNamespace.create(NamespaceType.MOUNT))
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
