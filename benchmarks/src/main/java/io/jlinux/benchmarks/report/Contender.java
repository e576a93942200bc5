package io.jlinux.benchmarks.report;

/** Who runs: a benchmark method, named after it. In the order of tables and charts. */
enum Contender {
    FLOOR("floor", "C floor", Kind.FLOOR),
    FLOOR_IN_CGROUPS("floorInCgroups", "C, cgroups", Kind.FLOOR),
    FLOOR_KEPT("floorKept", "C kept fd", Kind.FLOOR),
    FLOOR_DIRECTORY("floorDirectory", "C openat", Kind.FLOOR),
    FLOOR_OPEN_WRITE_CLOSE("floorOpenWriteClose", "C reopened", Kind.FLOOR),
    JLINUX("jlinux", "JLinux", Kind.JLINUX),
    JLINUX_PREPARED("jlinuxPrepared", "JLinux, prepared", Kind.JLINUX),
    JLINUX_AS_C("jlinuxAsC", "JLinux, as C keeps", Kind.JLINUX),
    JLINUX_ATTRIBUTES("jlinuxAttributes", "+ attributes", Kind.JLINUX),
    JLINUX_CAPABILITIES("jlinuxCapabilities", "+ capabilities", Kind.JLINUX),
    JLINUX_HOSTNAME("jlinuxHostname", "+ hostname", Kind.JLINUX),
    JLINUX_ROOT("jlinuxRoot", "+ root, tmpfs", Kind.JLINUX),
    JLINUX_USER("jlinuxUser", "+ user (image)", Kind.JLINUX),
    JLINUX_INIT("jlinuxInit", "+ init", Kind.JLINUX),
    JLINUX_LIMITS("jlinuxLimits", "+ limits", Kind.JLINUX),
    JLINUX_CAPTURE("jlinuxCapture", "+ capture", Kind.JLINUX),
    JLINUX_KEPT("jlinuxKept", "JLinux kept", Kind.JLINUX),
    JLINUX_RUNTIME("jlinuxRuntime", "state", Kind.JLINUX),
    JLINUX_CREATE_START("jlinuxCreateStart", "create, start", Kind.JLINUX),
    JLINUX_LIMITED("jlinuxLimited", "JLinux, limits", Kind.JLINUX),
    JLINUX_EVERY_HIERARCHY("jlinuxEveryHierarchy", "JLinux, v1 too", Kind.JLINUX),
    JLINUX_BREAKDOWN("jlinuxBreakdown", "JLinux, all keys", Kind.JLINUX),
    JLINUX_SPAWN("jlinuxSpawn", "Spawn", Kind.JLINUX),
    JLINUX_IN_CGROUP("jlinuxInCgroup", "in a cgroup", Kind.JLINUX),
    JLINUX_POOL("jlinuxPool", "JLinux, pool", Kind.JLINUX),
    JLINUX_POOL_DRAINED("jlinuxPoolDrained", "pool, drained", Kind.JLINUX),
    JLINUX_SPAWN_POOL("jlinuxSpawnPool", "Spawn, pool", Kind.JLINUX),
    ATTACH("attach", "attach", Kind.JLINUX),
    ATTACH_AND_CLOSE("attachAndClose", "attach, close all", Kind.JLINUX),
    ATTACH_AND_DETACH("attachAndDetachEach", "attach, detach", Kind.JLINUX),
    POSIX_SPAWN("posixSpawn", "posix_spawn (C)", Kind.PEER),
    FORK("fork", "fork (C)", Kind.PEER),
    PROCESS_BUILDER("processBuilder", "ProcessBuilder", Kind.PEER),
    UNSHARE("unshare", "unshare", Kind.PEER),
    BUBBLEWRAP("bubblewrap", "bwrap", Kind.PEER),
    CRUN("crun", "crun", Kind.PEER),
    RUNC("runc", "runc", Kind.PEER),
    LIBSECCOMP("libseccomp", "libseccomp", Kind.PEER),
    LIBSECCOMP_OPTIMIZED("libseccompOptimized", "libseccomp, optimised", Kind.PEER),
    FILE_CHANNEL_KEPT("fileChannelKept", "FileChannel", Kind.PEER),
    FILES_WRITE_STRING("filesWriteString", "writeString", Kind.PEER),
    IP("ip", "ip", Kind.PEER),
    IP_BATCH("ipBatch", "ip -batch", Kind.PEER),
    FILES_CREATE_DELETE("filesCreateDelete", "java.nio", Kind.PEER),
    READ_ALL_LINES("readAllLines", "readAllLines", Kind.PEER),
    PID_WRITTEN("pidWritten", "pid written", Kind.PEER);

    enum Kind {
        FLOOR,
        JLINUX,
        PEER
    }

    final String method;
    final String title;
    final Kind kind;

    Contender(String method, String title, Kind kind) {
        this.method = method;
        this.title = title;
        this.kind = kind;
    }
}
