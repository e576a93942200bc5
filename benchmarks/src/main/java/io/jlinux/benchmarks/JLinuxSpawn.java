package io.jlinux.benchmarks;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.MountAttributes;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Rlimit;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.raw.MountFlags;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** What JLinux starts, with the streams and the environment that the C floor gives its children. */
final class JLinuxSpawn {
    /** Those of {@code runc spec}. */
    static final Namespace[] FIVE = {
        Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC, Namespace.NET,
    };

    private JLinuxSpawn() {}

    static Spawn of(String program) {
        return Spawn.command(program)
                .clearEnvironment()
                .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("TERM", "xterm")
                .stdin(Stdio.devNull())
                .stdout(Stdio.devNull())
                .stderr(Stdio.devNull());
    }

    /** The bundle's config.json by hand: what a container costs without the OCI module's part. */
    static Spawn container() {
        return container(spawn -> spawn.unshare(FIVE));
    }

    /** The same, in namespaces that {@code namespaces} asks for. */
    static Spawn container(UnaryOperator<Spawn> namespaces) {
        return namespaces
                .apply(of("/noop"))
                .newSession()
                .loopbackUp()
                .rootfs(Workshop.rootfs())
                .mount(
                        Mount.of("proc", "/proc"),
                        Mount.of("tmpfs", "/dev", "mode=755", "size=65536k")
                                .attributes(MountAttributes.NONE.noSuid().with(MountFlags.MOUNT_ATTR_STRICTATIME)),
                        Mount.of("devpts", "/dev/pts", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")
                                .noSuid()
                                .noExec(),
                        hardened(Mount.of("tmpfs", "/dev/shm", "mode=1777", "size=65536k")),
                        hardened(Mount.of("mqueue", "/dev/mqueue")),
                        hardened(Mount.of("sysfs", "/sys")).readOnly(),
                        hardened(Mount.bind(HostCgroups.shownInContainer(), "/sys/fs/cgroup"))
                                .readOnly())
                .device(Device.DEFAULTS.toArray(Device[]::new))
                .symlink("/dev/ptmx", "pts/ptmx")
                .symlink("/dev/fd", "/proc/self/fd")
                .symlink("/dev/stdin", "/proc/self/fd/0")
                .symlink("/dev/stdout", "/proc/self/fd/1")
                .symlink("/dev/stderr", "/proc/self/fd/2")
                .symlink("/dev/core", "/proc/kcore")
                .mask(
                        "/proc/acpi",
                        "/proc/asound",
                        "/proc/kcore",
                        "/proc/keys",
                        "/proc/latency_stats",
                        "/proc/timer_list",
                        "/proc/timer_stats",
                        "/proc/sched_debug",
                        "/sys/firmware",
                        "/proc/scsi")
                .readOnly("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")
                .readOnlyRoot()
                .hostname("runc")
                .rlimit(Rlimit.of(Rlimit.Resource.NOFILE, 1024))
                .capabilities(CapabilitySets.of(Capability.AUDIT_WRITE, Capability.KILL, Capability.NET_BIND_SERVICE))
                .noNewPrivileges()
                .directory("/");
    }

    private static Mount hardened(Mount mount) {
        return mount.noSuid().noExec().noDev();
    }

    /** Starts and waits. */
    static int run(Spawn spawn) throws IOException, InterruptedException {
        return end(spawn.start());
    }

    /** Waits. */
    static int end(LinuxProcess process) throws InterruptedException {
        int code = process.waitFor();
        if (code != 0) throw new IllegalStateException("the program ended with " + code);
        return code;
    }
}
