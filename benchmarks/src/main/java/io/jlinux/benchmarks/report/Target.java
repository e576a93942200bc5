package io.jlinux.benchmarks.report;

import static io.jlinux.benchmarks.report.Contender.BUBBLEWRAP;
import static io.jlinux.benchmarks.report.Contender.CRUN;
import static io.jlinux.benchmarks.report.Contender.FLOOR;
import static io.jlinux.benchmarks.report.Contender.FLOOR_IN_CGROUPS;
import static io.jlinux.benchmarks.report.Contender.FLOOR_KEPT;
import static io.jlinux.benchmarks.report.Contender.FLOOR_OPEN_WRITE_CLOSE;
import static io.jlinux.benchmarks.report.Contender.IP;
import static io.jlinux.benchmarks.report.Contender.JLINUX;
import static io.jlinux.benchmarks.report.Contender.JLINUX_KEPT;
import static io.jlinux.benchmarks.report.Contender.JLINUX_POOL;
import static io.jlinux.benchmarks.report.Contender.JLINUX_PREPARED;
import static io.jlinux.benchmarks.report.Contender.JLINUX_RUNTIME;
import static io.jlinux.benchmarks.report.Contender.JLINUX_SPAWN;
import static io.jlinux.benchmarks.report.Contender.JLINUX_SPAWN_POOL;
import static io.jlinux.benchmarks.report.Contender.LIBSECCOMP_OPTIMIZED;
import static io.jlinux.benchmarks.report.Contender.PID_WRITTEN;
import static io.jlinux.benchmarks.report.Contender.PROCESS_BUILDER;
import static io.jlinux.benchmarks.report.Contender.RUNC;
import static io.jlinux.benchmarks.report.Contender.UNSHARE;
import static io.jlinux.benchmarks.report.Track.CGROUP_CREATE;
import static io.jlinux.benchmarks.report.Track.CGROUP_STAT;
import static io.jlinux.benchmarks.report.Track.CGROUP_WRITE;
import static io.jlinux.benchmarks.report.Track.FULL_CONTAINER;
import static io.jlinux.benchmarks.report.Track.NETWORK_CONNECT;
import static io.jlinux.benchmarks.report.Track.NETWORK_DUMP;
import static io.jlinux.benchmarks.report.Track.NETWORK_VETH;
import static io.jlinux.benchmarks.report.Track.SANDBOX_NOOP;
import static io.jlinux.benchmarks.report.Track.SECCOMP_ARGUMENT;
import static io.jlinux.benchmarks.report.Track.SECCOMP_REFUSED;
import static io.jlinux.benchmarks.report.Track.SPARSE_CGROUP_JOIN;
import static io.jlinux.benchmarks.report.Track.SPARSE_CONTAINER;
import static io.jlinux.benchmarks.report.Track.SPARSE_FIVE_NAMESPACES;
import static io.jlinux.benchmarks.report.Track.SPAWN_FEATURES;
import static io.jlinux.benchmarks.report.Track.SPAWN_FIVE_NAMESPACES;
import static io.jlinux.benchmarks.report.Track.SPAWN_FROM_BIG_HEAP;
import static io.jlinux.benchmarks.report.Track.SPAWN_NOOP;

import java.util.List;

/**
 * A figure to reach: the ratio of two contenders' times.
 *
 * @param above the contender whose time is divided
 * @param below the contender by whose time it is divided
 * @param limit the bound of the ratio
 * @param atMost whether the ratio may not be above the bound; otherwise it may not be below it
 */
record Target(String text, Entry above, Entry below, double limit, boolean atMost) {
    static final List<Target> ALL = List.of(
            atMost("no-op at the C floor", SPAWN_NOOP, FLOOR, 1.15),
            prepared("no-op", SPAWN_NOOP),
            atMost("nothing asked for, nothing paid: no-op at the C floor", SPAWN_FEATURES, FLOOR, 1.15),
            faster("no-op than ProcessBuilder", SPAWN_NOOP, PROCESS_BUILDER, 10),
            new Target(
                    "no-op flat in heap size: 4 GiB against the default",
                    new Entry(SPAWN_FROM_BIG_HEAP, JLINUX),
                    new Entry(SPAWN_NOOP, JLINUX),
                    1.15,
                    true),
            atMost("5 namespaces at the C floor", SPAWN_FIVE_NAMESPACES, FLOOR, 1.15),
            prepared("5 namespaces", SPAWN_FIVE_NAMESPACES),
            faster("5 namespaces than unshare", SPAWN_FIVE_NAMESPACES, UNSHARE, 2),
            new Target(
                    "full container at the C floor, no cgroup",
                    new Entry(FULL_CONTAINER, JLINUX_SPAWN),
                    new Entry(FULL_CONTAINER, FLOOR),
                    1.15,
                    true),
            prepared("full container", FULL_CONTAINER),
            atMost(
                    "OCI bundle with cgroups of its own at the C floor with the same",
                    FULL_CONTAINER,
                    FLOOR_IN_CGROUPS,
                    1.25),
            new Target(
                    "with the config parsed and a state directory, at the C floor with cgroups",
                    new Entry(FULL_CONTAINER, JLINUX_RUNTIME),
                    new Entry(FULL_CONTAINER, FLOOR_IN_CGROUPS),
                    1.25,
                    true),
            runtime("the same than crun", FULL_CONTAINER, CRUN, 3),
            runtime("the same than runc", FULL_CONTAINER, RUNC, 9),
            runtime("the same after idle than crun", SPARSE_CONTAINER, CRUN, 3),
            runtime("the same after idle than runc", SPARSE_CONTAINER, RUNC, 9),
            atMost("Sandbox.untrusted() at the C floor", SANDBOX_NOOP, FLOOR, 1.2),
            faster("Sandbox.untrusted() than bubblewrap", SANDBOX_NOOP, BUBBLEWRAP, 3),
            pool("Sandbox.untrusted(), with a pool", SANDBOX_NOOP, JLINUX_POOL, FLOOR),
            faster("full container than crun", FULL_CONTAINER, CRUN, 3),
            faster("full container than runc", FULL_CONTAINER, RUNC, 9),
            faster("full container after idle than crun", SPARSE_CONTAINER, CRUN, 6),
            pool("5 namespaces, with a pool", SPAWN_FIVE_NAMESPACES, JLINUX_POOL, FLOOR),
            pool("5 namespaces, with a pool, after idle", SPARSE_FIVE_NAMESPACES, JLINUX_POOL, FLOOR),
            pool("full container, with a pool, no cgroup", FULL_CONTAINER, JLINUX_SPAWN_POOL, FLOOR),
            pool("full container, with a pool, in cgroups", FULL_CONTAINER, JLINUX_POOL, FLOOR_IN_CGROUPS),
            pool("full container, with a pool, after idle", SPARSE_CONTAINER, JLINUX_POOL, FLOOR_IN_CGROUPS),
            atMost("seccomp: a call whose argument is looked at", SECCOMP_ARGUMENT, LIBSECCOMP_OPTIMIZED, 1.05),
            atMost("seccomp: a refused call", SECCOMP_REFUSED, LIBSECCOMP_OPTIMIZED, 1.05),
            atMost("cgroup write at C's open + write + close", CGROUP_WRITE, FLOOR_OPEN_WRITE_CLOSE, 1.0),
            new Target(
                    "cgroup write on the hot path at C's kept fd",
                    new Entry(CGROUP_WRITE, JLINUX_KEPT),
                    new Entry(CGROUP_WRITE, FLOOR_KEPT),
                    1.3,
                    true),
            atMost("veth at the C floor", NETWORK_VETH, FLOOR, 1.1),
            atMost("two namespaces connected at the C floor", NETWORK_CONNECT, FLOOR, 1.1),
            faster("two namespaces connected than ip", NETWORK_CONNECT, IP, 10),
            atMost("dump of 1001 links at the C floor", NETWORK_DUMP, FLOOR, 1.0),
            atMost("cgroup create + delete at C's", CGROUP_CREATE, FLOOR, 1.1),
            atMost("memory.stat at C's kept fd", CGROUP_STAT, FLOOR, 1.1),
            faster(
                    "spawn into a cgroup after idle than a written pid, which RCU stalls",
                    SPARSE_CGROUP_JOIN,
                    PID_WRITTEN,
                    3));

    private static Target atMost(String text, Track track, Contender floor, double limit) {
        return new Target(text, new Entry(track, JLINUX), new Entry(track, floor), limit, true);
    }

    /** Asked for once and started again and again. */
    private static Target prepared(String text, Track track) {
        String prepared = text + ", prepared, at the C floor";
        return new Target(prepared, new Entry(track, JLINUX_PREPARED), new Entry(track, FLOOR), 1.15, true);
    }

    /** Network namespaces made ahead, against the C floor that makes its own. */
    private static Target pool(String text, Track track, Contender pooled, Contender floor) {
        return new Target(text + ": faster than C without", new Entry(track, pooled), new Entry(track, floor), 1, true);
    }

    private static Target faster(String text, Track track, Contender peer, double limit) {
        return new Target(text + ": faster", new Entry(track, peer), new Entry(track, JLINUX), limit, false);
    }

    private static Target runtime(String text, Track track, Contender peer, double limit) {
        return new Target(text + ": faster", new Entry(track, peer), new Entry(track, JLINUX_RUNTIME), limit, false);
    }

    boolean isReached(double ratio) {
        return atMost ? ratio <= limit : ratio >= limit;
    }
}
