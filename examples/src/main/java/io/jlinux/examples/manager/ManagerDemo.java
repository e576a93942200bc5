package io.jlinux.examples.manager;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Shows the manager at work with real load: two tiers share the processors 2:1, then the guaranteed tier wants them all and the
 * lowest is squeezed, then it is given back.
 *
 * <p>{@code examples/run manager [SECONDS]}, each of the three parts taking that long.
 */
public final class ManagerDemo {
    private static final long MIB = 1 << 20;
    private static final String SPIN = "while :; do :; done";
    /** Keeps 40 MiB in memory, as the last line that never ends. */
    private static final String HOLD = "(head -c 41943040 /dev/zero; sleep 1000) | tail -n 1";

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private final Map<Tier, Duration> before = new EnumMap<>(Tier.class);

    private ManagerDemo(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        int seconds = 8;
        try {
            if (args.length > 0) seconds = Integer.parseInt(args[0]);
            if (args.length > 1 || seconds < 1) throw new NumberFormatException();
        } catch (NumberFormatException e) {
            System.err.println("usage: examples/run manager [SECONDS], how long each of the three parts takes");
            System.exit(2);
        }
        try {
            new ManagerDemo(System.out).run(seconds);
        } catch (IOException e) {
            System.err.println("The jobs could not be managed: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(int seconds) throws IOException, InterruptedException {
        int processors = Runtime.getRuntime().availableProcessors();
        Policy policy = Policy.ofMemory(512 * MIB).withCalm(Duration.ofSeconds(4));
        out.printf(
                "%d processors, cgroups %s%n", processors, CgroupHost.current().mode());
        String name = "jlinux-manager-" + ProcessHandle.current().pid();
        try (ResourceManager manager = ResourceManager.create(name, policy, this::tell)) {
            out.println("A burstable and a best-effort job want every processor:");
            manager.start(spinning("build", Tier.BURSTABLE, processors));
            manager.start(spinning("index", Tier.BEST_EFFORT, processors));
            manager.start(JobSpec.of("cache", Tier.BEST_EFFORT, 0, 128 * MIB, "sh", "-c", HOLD));
            watch(manager, seconds);
            out.println("A guaranteed job comes, and waits for them:");
            Job db = manager.start(spinning("db", Tier.GUARANTEED, 2 * processors));
            watch(manager, seconds);
            out.println("It ends:");
            manager.stop(db);
            watch(manager, seconds);
        }
    }

    private static JobSpec spinning(String name, Tier tier, int threads) {
        String script = (SPIN + " & ").repeat(threads - 1) + SPIN;
        return JobSpec.of(name, tier, 32 * MIB, 64 * MIB, "sh", "-c", script);
    }

    private void tell(Decision d) {
        String what = switch (d.kind()) {
            case SQUEEZE -> "it waits for " + d.resource().kernelName() + ": best-effort is squeezed";
            case RELAX -> "no more waiting for " + d.resource().kernelName() + ": best-effort gets back";
            case EVICT -> "still waiting for memory: " + d.job() + " is ended";
        };
        line("%s, its weight is %d", what, TierLimits.weight(Tier.BEST_EFFORT, d.balance()));
    }

    private void watch(ResourceManager manager, int seconds) throws LinuxException, InterruptedException {
        usage(manager);
        for (int i = 0; i < seconds; i++) {
            Thread.sleep(1000);
            Map<Tier, Double> used = usage(manager);
            double all = used.values().stream().mapToDouble(Double::doubleValue).sum();
            StringBuilder text = new StringBuilder();
            for (Tier tier : Tier.values()) {
                double share = all == 0 ? 0 : used.getOrDefault(tier, 0.0) / all;
                text.append(String.format(Locale.ROOT, "%s %3.0f %% %-10s  ", tier.cgroup(), 100 * share, bar(share)));
            }
            Cgroup lowest = manager.tier(Tier.BEST_EFFORT);
            line("%smemory %d MiB", text, lowest.memory().current().orElse(0) / MIB);
        }
    }

    /** The processor time of each tier since the last call, in seconds. */
    private Map<Tier, Double> usage(ResourceManager manager) throws LinuxException {
        Map<Tier, Double> used = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            Duration now = manager.tier(tier).cpu().usage().orElse(Duration.ZERO);
            Duration then = before.getOrDefault(tier, now);
            before.put(tier, now);
            used.put(tier, now.minus(then).toNanos() / 1e9);
        }
        return used;
    }

    private static String bar(double share) {
        return "█".repeat((int) Math.round(share * 10));
    }

    private synchronized void line(String format, Object... args) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        out.printf(Locale.ROOT, "%5.1f s  %s%n", seconds, String.format(Locale.ROOT, format, args));
    }
}
