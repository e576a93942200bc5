package io.jlinux.examples.manager;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.PressureTrigger;
import io.jlinux.cgroup.Resource;
import io.jlinux.cgroup.Subscription;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Turns the kernel's reports of pressure, and their absence, into calls on one thread: {@code pressed} for each report, {@code
 * calm} for each stretch of time without one.
 */
final class PressureLoop implements AutoCloseable {
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Map<Resource, Long> lastReport = new EnumMap<>(Resource.class);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "jlinux-manager");
        t.setDaemon(true);
        return t;
    });

    @SuppressWarnings("FutureReturnValueIgnored") // what it runs tells its errors itself
    static PressureLoop start(Cgroup watched, Policy policy, Consumer<Resource> pressed, Consumer<Resource> calm)
            throws LinuxException {
        PressureLoop loop = new PressureLoop();
        try {
            loop.watch(watched, Resource.CPU, policy.cpuStall(), policy.window(), pressed);
            loop.watch(watched, Resource.MEMORY, policy.memoryStall(), policy.window(), pressed);
        } catch (LinuxException | RuntimeException e) {
            loop.close();
            throw e;
        }
        long tick = Math.max(100, policy.calm().toMillis() / 4);
        loop.thread.scheduleWithFixedDelay(() -> loop.look(policy.calm(), calm), tick, tick, TimeUnit.MILLISECONDS);
        return loop;
    }

    private void watch(Cgroup watched, Resource resource, Duration stall, Duration window, Consumer<Resource> pressed)
            throws LinuxException {
        PressureTrigger trigger = PressureTrigger.some(resource, stall, window);
        subscriptions.add(watched.watch().onPressure(trigger, thread, pressure -> {
            lastReport.put(resource, System.nanoTime());
            pressed.accept(resource);
        }));
    }

    private void look(Duration calmTime, Consumer<Resource> calm) {
        long now = System.nanoTime();
        for (Map.Entry<Resource, Long> report : lastReport.entrySet()) {
            if (now - report.getValue() < calmTime.toNanos()) continue;
            report.setValue(now); // the next step back takes as long
            calm.accept(report.getKey());
        }
    }

    /** After this none of the two is called, and none is running. */
    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) thread.shutdownNow();
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
