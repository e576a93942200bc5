package io.jlinux.sandbox;

import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Landlock;
import io.jlinux.security.Rlimit;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.Signal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Turns the settings of a sandbox into a {@link Spawn}. */
final class SandboxSpawn {
    /** Of the kernel, and not of a namespace: nothing of it is a sandbox' business. As container runtimes have it. */
    private static final String[] MASKED = {
        "/proc/acpi",
        "/proc/asound",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/proc/sched_debug",
        "/proc/scsi",
    };

    private static final String[] READ_ONLY = {
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    };

    private static final long DEV_BYTES = 64 << 10;
    private static final long SHM_BYTES = 64L << 20;

    private SandboxSpawn() {}

    static Spawn of(Settings s, List<String> command) {
        Spawn spawn = Spawn.command(command).clearEnvironment();
        s.env.forEach(spawn::env);
        namespaces(s, spawn);
        root(s, spawn);
        spawn.stdin(s.stdin).stdout(s.stdout).stderr(s.stderr);
        spawn.user(s.identity.uid(), s.identity.gid());
        spawn.rlimit(s.rlimits.values().toArray(Rlimit[]::new));
        spawn.directory(s.directory).newSession().newKeyring().umask(022);
        spawn.capabilities(CapabilitySets.none()).noNewPrivileges();
        SeccompPolicy seccomp = s.seccomp;
        if (seccomp != null && s.tellsViolations) spawn.seccompTelling(seccomp);
        else if (seccomp != null) spawn.seccomp(seccomp);
        if (s.init) spawn.init();
        Landlock landlock = s.landlock;
        if (landlock != null) spawn.landlock(landlock);
        else if (s.landlocked) SandboxLandlock.of(s).ifPresent(spawn::landlock);
        if (s.dieWithParent) spawn.parentDeathSignal(Signal.KILL);
        if (s.runLimits != null) spawn.limits(s.runLimits);
        for (UnaryOperator<Spawn> change : s.custom) spawn = change.apply(spawn);
        return spawn;
    }

    private static void namespaces(Settings s, Spawn spawn) {
        Set<Namespace> fresh = EnumSet.of(
                Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.IPC, Namespace.UTS, Namespace.CGROUP);
        if (s.network != Network.HOST) fresh.add(Namespace.NET);
        if (s.warm.isEmpty()) {
            spawn.idMap(s.identity.map());
        } else {
            s.warm.forEach(h -> fresh.remove(h.kind()));
            spawn.join(s.warm.toArray(NamespaceHandle[]::new));
        }
        if (s.network == Network.LOOPBACK) spawn.loopbackUp();
        spawn.unshare(fresh.toArray(Namespace[]::new)).hostname(s.hostname);
    }

    private static void root(Settings s, Spawn spawn) {
        var rootfs = s.rootfs;
        if (rootfs instanceof Rootfs.Directory d) spawn.rootfs(d.mountsBelowReadOnly());
        else if (rootfs != null) spawn.rootfs(rootfs);
        spawn.mount(Mount.proc());
        spawn.mount(Mount.tmpfs("/dev", TmpfsOptions.DEFAULTS.size(DEV_BYTES).mode(0755))
                .noExec());
        spawn.mount(
                Mount.tmpfs("/dev/shm", TmpfsOptions.DEFAULTS.size(SHM_BYTES).mode(01777))
                        .noExec());
        for (Map.Entry<String, TmpfsOptions> e : s.tmpfs.entrySet()) spawn.mount(Mount.tmpfs(e.getKey(), e.getValue()));
        spawn.mount(s.mounts.toArray(Mount[]::new));
        spawn.device(s.devices.toArray(Device[]::new));
        spawn.symlink("/dev/fd", "/proc/self/fd")
                .symlink("/dev/stdin", "/proc/self/fd/0")
                .symlink("/dev/stdout", "/proc/self/fd/1")
                .symlink("/dev/stderr", "/proc/self/fd/2");
        spawn.mask(MASKED).readOnly(READ_ONLY).readOnly("/dev");
        if (rootfs != null) spawn.readOnlyRoot();
    }
}
