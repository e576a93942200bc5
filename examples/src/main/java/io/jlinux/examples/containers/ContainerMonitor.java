package io.jlinux.examples.containers;

import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStats;
import io.jlinux.oci.spec.OciStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What all containers of a state directory use, line by line: {@code ContainerMonitor [STATE-DIRECTORY [ROUNDS]]}. It looks at
 * containers that others made.
 */
public final class ContainerMonitor {
    private static final long PERIOD_MILLIS = 1000;
    private static final double MIB = 1 << 20;

    private final OciRuntime runtime;
    private final Map<String, Long> before = new HashMap<>();

    private ContainerMonitor(OciRuntime runtime) {
        this.runtime = runtime;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        OciRuntime runtime = args.length == 0 ? OciRuntime.standard() : OciRuntime.at(Path.of(args[0]));
        int rounds = args.length < 2 ? Integer.MAX_VALUE : Integer.parseInt(args[1]);
        ContainerMonitor monitor = new ContainerMonitor(runtime);
        System.out.printf("%-24s %-8s %7s %9s %6s%n", "CONTAINER", "STATUS", "CPU", "MEMORY", "TASKS");
        for (int i = 0; i < rounds; i++) {
            if (i > 0) Thread.sleep(PERIOD_MILLIS);
            monitor.print();
        }
    }

    private void print() throws IOException {
        for (OciState state : runtime.list()) {
            boolean lives = state.status() == OciStatus.RUNNING || state.status() == OciStatus.PAUSED;
            System.out.printf("%-24s %-8s %s%n", state.id(), state.status(), lives ? use(state.id()) : "");
        }
    }

    private String use(String id) throws IOException {
        try (OciContainer container = runtime.get(id)) {
            if (container.cgroup().isEmpty()) return "has no cgroup to be measured by";
            OciStats stats = container.stats();
            long cpu = stats.cpu().total().orElse(0);
            Long last = before.put(id, cpu);
            double share = last == null ? 0 : (cpu - last) / (PERIOD_MILLIS * 1e6);
            return String.format(
                    "%6.1f%% %5.1f MiB %6d",
                    share * 100,
                    stats.memory().usage().usage().orElse(0) / MIB,
                    stats.pids().current().orElse(container.processes().size()));
        }
    }
}
