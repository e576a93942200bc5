package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciIoPriority;
import io.jlinux.oci.spec.OciMemoryPolicy;
import io.jlinux.oci.spec.OciPersonality;
import io.jlinux.oci.spec.OciScheduler;
import io.jlinux.sched.IoPriority;
import io.jlinux.sched.MemoryPolicy;
import io.jlinux.sched.Scheduler;
import io.jlinux.security.Personality;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Turns what a config says of processors, disks and memory nodes into the engine's values. Pure functions. */
final class SchedulingPlanner {
    private SchedulingPlanner() {}

    static Scheduler scheduler(OciScheduler s) {
        return at("/process/scheduler", () -> {
            Scheduler.Policy policy = Scheduler.Policy.valueOf(s.policy().name());
            Set<Scheduler.Flag> flags = EnumSet.noneOf(Scheduler.Flag.class);
            for (OciScheduler.Flag flag : s.flags()) flags.add(Scheduler.Flag.valueOf(flag.name()));
            boolean fair = policy == Scheduler.Policy.OTHER || policy == Scheduler.Policy.BATCH;
            return new Scheduler(
                    policy,
                    // the kernel does not look at it for others
                    fair ? s.nice() : OptionalInt.empty(),
                    s.priority().orElse(0),
                    nanos(s.runtime()),
                    nanos(s.deadline()),
                    nanos(s.period()),
                    flags,
                    OptionalInt.empty(),
                    OptionalInt.empty());
        });
    }

    private static Duration nanos(OptionalLong nanos) {
        return Duration.ofNanos(nanos.orElse(0));
    }

    static IoPriority ioPriority(OciIoPriority p) {
        return switch (p.schedulingClass()) {
            case RT -> IoPriority.realtime(p.priority());
            case BE -> IoPriority.bestEffort(p.priority());
            case IDLE -> IoPriority.idle(); // which has no levels
        };
    }

    static MemoryPolicy memoryPolicy(OciMemoryPolicy p) {
        return at("/linux/memoryPolicy", () -> {
            MemoryPolicy.Flag[] flags = p.flags().stream()
                    .map(flag -> MemoryPolicy.Flag.valueOf(flag.name()))
                    .toArray(MemoryPolicy.Flag[]::new);
            MemoryPolicy.Mode mode = MemoryPolicy.Mode.valueOf(p.mode().name());
            return p.nodes().isPresent()
                    ? MemoryPolicy.of(mode, p.nodes().get(), flags)
                    : new MemoryPolicy(mode, new TreeSet<>(), Set.of(flags));
        });
    }

    static Personality personality(OciPersonality p) {
        return Personality.of(Personality.Domain.valueOf(p.domain().name()));
    }

    private static <T> T at(String pointer, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new OciConfigException(pointer, String.valueOf(e.getMessage()));
        }
    }
}
