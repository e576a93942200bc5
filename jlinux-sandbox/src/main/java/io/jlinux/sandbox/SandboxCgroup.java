package io.jlinux.sandbox;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MOST_NAMES = 5;
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
        Possible possible = POSSIBLE.get(wishes);
        if (possible == null) {
            possible = Possible.probe(wishes);
            if (possible.lasting) POSSIBLE.putIfAbsent(wishes, possible);
        }
        if (use == CgroupUse.REQUIRED) return create(possible.limits.and(limits));
        if (!possible.any) return NONE;
        try {
            return create(possible.limits.and(limits));
        } catch (LinuxException e) {
            LOG.warn("a sandbox goes without its cgroup, which could be had before", e);
            return NONE;
        }
    }

    private static SandboxCgroup create(CgroupLimits limits) throws LinuxException {
        String name = "jlinux-sandbox-" + PID + "-" + NUMBER.incrementAndGet();
        for (int i = 1; ; i++) {
            try {
                return new SandboxCgroup(Optional.of(Cgroup.create(name, limits)), limits);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EEXIST || i == MOST_NAMES) throw e;
                // left by a JVM that was killed, or of one in another pid namespace: its numbers would all be taken
                name = "jlinux-sandbox-" + PID + "-" + Long.toHexString(RANDOM.nextLong());
            }
        }
    }

    /** Kills what is in it, and removes it. */
    void close() throws LinuxException {
        if (cgroup.isPresent()) cgroup.get().close();
    }

    /**
     * What of a preset's wishes this host takes: found by making a cgroup with each, once.
     *
     * @param lasting whether it will be the same next time: what only was scarce, such as descriptors, may be there then
     */
    private record Possible(boolean any, CgroupLimits limits, boolean lasting) {
        private static final Set<Errno> REFUSALS =
                EnumSet.of(Errno.ENOENT, Errno.EACCES, Errno.EPERM, Errno.EROFS, Errno.EOPNOTSUPP, Errno.EINVAL);

        static Possible probe(List<CgroupLimits> wishes) {
            Optional<Errno> refused = refusal(CgroupLimits.NONE);
            if (refused.isPresent()) return new Possible(false, CgroupLimits.NONE, REFUSALS.contains(refused.get()));
            CgroupLimits held = CgroupLimits.NONE;
            boolean lasting = true;
            for (CgroupLimits wish : wishes) {
                refused = refusal(held.and(wish));
                if (refused.isEmpty()) {
                    held = held.and(wish);
                } else {
                    lasting &= REFUSALS.contains(refused.get());
                    LOG.info("sandboxes go without the limit {} of their cgroup: {}", wish, refused.get());
                }
            }
            return new Possible(true, held, lasting);
        }

        private static Optional<Errno> refusal(CgroupLimits limits) {
            try {
                if (CgroupHost.current().mode() == CgroupHost.Mode.NONE) return Optional.of(Errno.ENOENT);
                create(limits).close();
                return Optional.empty();
            } catch (LinuxException e) {
                LOG.debug("{} cannot be had here", limits, e);
                return Optional.of(e.errno());
            }
        }
    }
}
