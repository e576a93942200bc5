package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.watch.EventLoop;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many cgroups at once: what one costs must not grow with their number. {@code -Djlinux.soak.cgroups=10000} makes as many, and
 * then the costs are compared.
 */
@Requires(CGROUP_WRITABLE)
@NoLeaks
class ManyCgroupsTest {
    private static final int NUMBER = Integer.getInteger("jlinux.soak.cgroups", 300);
    private static final int PARTS = 10;
    private final String name = Hosts.name();

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
        EventLoop.get();
    }

    private interface Step {
        void run(int i) throws LinuxException;
    }

    /** The microseconds that a cgroup costs, in each tenth of them: the median, as others use the machine. */
    private static double[] inParts(String what, Step step) throws LinuxException {
        double[] parts = new double[PARTS];
        int size = NUMBER / PARTS;
        for (int part = 0; part < PARTS; part++) {
            long[] each = new long[size];
            for (int i = 0; i < size; i++) {
                long start = System.nanoTime();
                step.run(part * size + i);
                each[i] = System.nanoTime() - start;
            }
            Arrays.sort(each);
            parts[part] = each[size / 2] / 1e3;
        }
        StringBuilder text = new StringBuilder("each of " + NUMBER + " cgroups " + what + ", µs:");
        for (double part : parts) text.append(String.format(Locale.ROOT, " %.1f", part));
        System.out.println(text);
        return parts;
    }

    @Test
    void eachOfManyCostsWhatTheFirstDid() throws Exception {
        boolean pids = CgroupHost.current().mayCreate(Set.of(Controller.PIDS));
        CgroupLimits limits = pids ? CgroupLimits.NONE.pidsMax(64) : CgroupLimits.NONE;
        CgroupSample sample = new CgroupSample();
        Set<Metric> metrics = EnumSet.of(Metric.PIDS_CURRENT, Metric.CPU_USAGE, Metric.CPU_SOME);
        List<double[]> costs = new ArrayList<>();
        try (Cgroup all = Cgroup.create(name, CgroupLimits.NONE, pids ? Set.of(Controller.PIDS) : Set.of())) {
            costs.add(inParts("made and limited", i -> {
                try (Cgroup cg = all.createChild("c" + i, limits, Set.of())) {
                    cg.detach(); // not all of them open at once: a user may have 1024 descriptors
                }
            }));
            assertThat(all.tree().children()).hasSize(NUMBER / PARTS * PARTS);
            costs.add(inParts("sampled", i -> {
                try (Cgroup cg = all.openChild("c" + i);
                        CgroupSampler sampler = cg.sampler(metrics)) {
                    sampler.sample(sample);
                    if (pids) assertThat(sample.get(Metric.PIDS_CURRENT, -1)).isZero();
                }
            }));
            costs.add(inParts("removed", i -> all.openChild("c" + i).destroy()));
            assertThat(all.tree().children()).isEmpty();
        }
        if (NUMBER < 5000) return; // too few to tell growth from noise
        for (double[] parts : costs) {
            assertThat(parts[PARTS - 1]).isLessThan(2 * Math.max(parts[1], parts[2])); // the first warms up
        }
    }

    @Test
    void thousandsOfWatchesOfManyCgroupsShareOneThread() throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
        int groups = 200;
        int watchesOfEach = 10;
        int before = EventLoop.get().size();
        int threads = Thread.activeCount();
        CountDownLatch told = new CountDownLatch(groups * watchesOfEach);
        List<Cgroup> made = new ArrayList<>();
        List<Subscription> watches = new ArrayList<>();
        try (Cgroup all = Cgroup.create(name, CgroupLimits.NONE, Set.of())) {
            try {
                for (int i = 0; i < groups; i++) {
                    Cgroup cg = all.createChild("c" + i, CgroupLimits.NONE, Set.of());
                    made.add(cg);
                    for (int n = 0; n < watchesOfEach; n++) {
                        watches.add(cg.watch().onEvent(EnumSet.of(Kind.FROZEN), e -> told.countDown()));
                    }
                }
                assertThat(Thread.activeCount()).isLessThan(threads + 10);
                all.freeze(java.time.Duration.ofSeconds(30)); // every one below is frozen, too
                assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
                for (Subscription s : watches) assertThat(s.isActive()).isTrue();
            } finally {
                watches.forEach(Subscription::close);
                all.thaw();
                for (Cgroup cg : made) cg.close();
            }
        }
        assertThat(EventLoop.get().size()).isEqualTo(before);
    }
}
