package io.jlinux.sandbox;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.sys.LinuxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroup of one sandbox, and which limits it holds.
 *
 * @param cgroup owned; empty where there is none
 * @param limits what holds
 */
record SandboxCgroup(Optional<Cgroup> cgroup, CgroupLimits limits) {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxCgroup.class);
    private static final AtomicLong NUMBER = new AtomicLong();
    private static final long PID = ProcessHandle.current().pid();

    /** By wishes: the presets have few. */
    private static final Map<List<CgroupLimits>, Possible> POSSIBLE = new ConcurrentHashMap<>();

    static final SandboxCgroup NONE = new SandboxCgroup(Optional.empty(), CgroupLimits.NONE);

    /**
     * Makes one with all of {@code limits} and those of {@code wishes} that this host takes.
     *
     * @throws LinuxException where it is required and refused
     */
    static SandboxCgroup make(CgroupUse use, CgroupLimits limits, List<CgroupLimits> wishes) throws LinuxException {
        if (use == CgroupUse.NEVER) return NONE;
        Possible possible = POSSIBLE.computeIfAbsent(wishes, Possible::probe);
        if (use == CgroupUse.REQUIRED) return create(possible.limits.and(limits));
        if (!possible.any) return NONE;
        try {
            return create(possible.limits.and(limits));
        } catch (LinuxException e) {
            LOG.debug("a sandbox goes without its cgroup", e);
            return NONE;
        }
    }

    private static SandboxCgroup create(CgroupLimits limits) throws LinuxException {
        String name = "jlinux-sandbox-" + PID + "-" + NUMBER.incrementAndGet();
        return new SandboxCgroup(Optional.of(Cgroup.create(name, limits)), limits);
    }

    /** Kills what is in it, and removes it. */
    void close() throws LinuxException {
        if (cgroup.isPresent()) cgroup.get().close();
    }

    /** What of a preset's wishes this host takes: found by making a cgroup with each, once. */
    private record Possible(boolean any, CgroupLimits limits) {
        static Possible probe(List<CgroupLimits> wishes) {
            if (!can(CgroupLimits.NONE)) return new Possible(false, CgroupLimits.NONE);
            CgroupLimits held = CgroupLimits.NONE;
            for (CgroupLimits wish : wishes) {
                if (can(held.and(wish))) held = held.and(wish);
                else LOG.info("sandboxes go without the limit {} of their cgroup: this host does not take it", wish);
            }
            return new Possible(true, held);
        }

        private static boolean can(CgroupLimits limits) {
            try {
                if (CgroupHost.current().mode() == CgroupHost.Mode.NONE) return false;
                create(limits).close();
                return true;
            } catch (LinuxException e) {
                LOG.debug("{} cannot be had here", limits, e);
                return false;
            }
        }
    }
}
