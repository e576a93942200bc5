package io.jlinux.examples.manager;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Controller;
import io.jlinux.cgroup.Resource;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs of three tiers within one budget. While the guaranteed tier waits for processors or memory, it takes step by step from
 * the best-effort tier; when that waiting ends, it gives back.
 *
 * <p>Thread-safe. {@link #close()} ends all jobs and removes all cgroups.
 */
public final class ResourceManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceManager.class);

    private final TierLimits limits;
    private final Cgroup whole;
    private final Map<Tier, Cgroup> tiers = new EnumMap<>(Tier.class);
    private final List<Job> jobs = new ArrayList<>();
    private final Consumer<Decision> listener;
    private Balance balance = Balance.EVEN;
    private @Nullable PressureLoop loop;

    private ResourceManager(TierLimits limits, Cgroup whole, Consumer<Decision> listener) {
        this.limits = limits;
        this.whole = whole;
        this.listener = listener;
    }

    /**
     * Makes the hierarchy and begins to watch it.
     *
     * @param name of its topmost cgroup, under {@link CgroupHost#home()}
     * @param listener is told each decision, on the manager's thread
     * @throws LinuxException as {@link Cgroup#create} throws it; nothing is left behind then
     */
    public static ResourceManager create(String name, Policy policy, Consumer<Decision> listener)
            throws LinuxException {
        boolean v2 = CgroupHost.current()
                .hierarchy(Controller.MEMORY)
                .map(h -> h.version() == 2)
                .orElse(false);
        TierLimits limits = new TierLimits(policy, v2);
        ResourceManager m = new ResourceManager(limits, Cgroup.create(name, limits.whole()), listener);
        try {
            for (Tier tier : Tier.values()) {
                m.tiers.put(tier, m.whole.createChild(tier.cgroup(), limits.of(tier, List.of(), Balance.EVEN)));
            }
            m.loop = PressureLoop.start(m.tier(Tier.GUARANTEED), policy, m::pressed, m::calm);
            return m;
        } catch (LinuxException | RuntimeException e) {
            m.close();
            throw e;
        }
    }

    /** The cgroup of a tier, borrowed: to look at it. */
    public Cgroup tier(Tier tier) {
        Cgroup cgroup = tiers.get(tier);
        if (cgroup == null) throw new IllegalStateException("closed");
        return cgroup;
    }

    public synchronized Balance balance() {
        return balance;
    }

    /** The jobs that run. */
    public synchronized List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /**
     * Starts a job in a cgroup of its own, below its tier's.
     *
     * @throws IOException where its cgroup cannot be made or its program cannot be started; nothing of it is left then
     */
    public synchronized Job start(JobSpec spec) throws IOException {
        Cgroup cgroup = tier(spec.tier()).createChild(spec.name(), limits.of(spec));
        try {
            LinuxProcess process = Spawn.command(spec.command())
                    .with(cgroup.placement())
                    .stdin(Stdio.devNull())
                    .stdout(Stdio.devNull())
                    .stderr(Stdio.devNull())
                    .start();
            Job job = new Job(spec, cgroup, process);
            jobs.add(job);
            balanceTier(spec.tier());
            return job;
        } catch (IOException | RuntimeException e) {
            jobs.removeIf(j -> j.cgroup() == cgroup);
            cgroup.close();
            throw e;
        }
    }

    /** Ends a job; one that has been ended already is left alone. */
    public synchronized void stop(Job job) throws LinuxException {
        if (!jobs.remove(job)) return;
        job.end();
        balanceTier(job.spec().tier());
    }

    private void balanceTier(Tier tier) throws LinuxException {
        List<JobSpec> its =
                jobs.stream().map(Job::spec).filter(j -> j.tier() == tier).toList();
        tier(tier).apply(limits.of(tier, its, balance));
    }

    synchronized void pressed(Resource resource) {
        Balance before = balance;
        balance = balance.squeezed(resource);
        try {
            boolean squeezed = !balance.equals(before) && squeeze(before);
            if (squeezed) listener.accept(new Decision(Decision.Kind.SQUEEZE, resource, balance, ""));
            else if (resource == Resource.MEMORY) evict();
        } catch (LinuxException e) {
            LOG.warn("pressure of {} could not be answered: {}", resource, e.getMessage());
        }
    }

    /** Whether it could be done: v1 refuses a limit that reclaim cannot reach. */
    private boolean squeeze(Balance before) throws LinuxException {
        try {
            balanceTier(Tier.BEST_EFFORT);
            return true;
        } catch (LinuxException e) {
            balance = before;
            if (e.errno() == Errno.EBUSY) return false;
            throw e;
        }
    }

    private void evict() throws LinuxException {
        Map<Job, Long> memory = new HashMap<>();
        for (Job job : jobs) if (job.spec().tier() == Tier.BEST_EFFORT) memory.put(job, job.memory());
        Optional<Job> largest =
                memory.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
        if (largest.isEmpty()) return;
        stop(largest.get());
        String name = largest.get().spec().name();
        listener.accept(new Decision(Decision.Kind.EVICT, Resource.MEMORY, balance, name));
    }

    private synchronized void calm(Resource resource) {
        if (balance.of(resource) == 0) return;
        balance = balance.relaxed(resource);
        try {
            balanceTier(Tier.BEST_EFFORT);
            listener.accept(new Decision(Decision.Kind.RELAX, resource, balance, ""));
        } catch (LinuxException e) {
            LOG.warn("the limits could not be given back: {}", e.getMessage());
        }
    }

    @Override
    public void close() throws LinuxException {
        PressureLoop watching = loop;
        if (watching != null) watching.close(); // not under the lock, which its callbacks take
        synchronized (this) {
            for (Job job : jobs) job.end();
            jobs.clear();
            for (Cgroup tier : tiers.values()) tier.close();
            tiers.clear();
            whole.close();
        }
    }
}
