package io.jlinux.examples.cgroups;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.PressureTrigger;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.Subscription;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * Pressure in real time: how much of the time tasks wait for a processor, and a trigger that fires when within two seconds they
 * waited for 100 ms. The load is a command: {@code stress-ng --cpu 8}, or without arguments some busy loops, more than there are
 * processors.
 *
 * <p>Works as root, and as a user to whom a cgroup is delegated, on a host with a v2 hierarchy.
 */
public final class WatchedPressure {
    private static final PressureTrigger TRIGGER =
            PressureTrigger.some(Resource.CPU, Duration.ofMillis(100), Duration.ofSeconds(2));

    private WatchedPressure() {}

    public static void main(String... load) throws Exception {
        String name = "jlinux-pressure-" + ProcessHandle.current().pid();
        CompletableFuture<Pressure> fired = new CompletableFuture<>();
        try (Cgroup cg = Cgroup.create(name);
                Subscription watch = cg.onPressure(TRIGGER, fired::complete)) {
            System.out.println("watching since " + some(cg).total().toMillis() + " ms: " + watch.isActive());
            try (LinuxProcess busy = Spawn.command(load.length == 0 ? loops() : load)
                    .with(cg.placement())
                    .inheritIO()
                    .start()) {
                System.out.println("load: process " + busy.pid());
                do {
                    Thread.sleep(250);
                    Pressure.Line now = some(cg);
                    System.out.printf(
                            Locale.ROOT,
                            "waited %d ms, %.0f%% of 10 s%n",
                            now.total().toMillis(),
                            now.avg10());
                } while (!fired.isDone() && busy.isAlive());
                System.out.println(fired.isDone() ? "trigger fired: " + TRIGGER : "the load ended before");
                cg.kill();
            }
        } catch (LinuxException e) {
            System.out.println("This example needs a cgroup of its own. " + e.getMessage());
        }
    }

    private static Pressure.Line some(Cgroup cg) throws LinuxException {
        return cg.stats().pressure(Resource.CPU).some().orElseThrow();
    }

    private static String[] loops() {
        int more = Runtime.getRuntime().availableProcessors() + 2;
        String loops = "i=0; while [ $i -lt " + more + " ]; do (while :; do :; done) & i=$((i+1)); done; wait";
        return new String[] {"/bin/sh", "-c", loops};
    }
}
