package io.jlinux.examples.runc;

import io.jlinux.cgroup.Subscription;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.OciStats;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code events ID}: a line of JSON for each event, until the container has stopped. */
@Command(name = "events", description = "print the statistics of a container, and when it has no memory left")
final class Events extends OfContainer implements Callable<Integer> {
    @Option(names = "--interval", paramLabel = "DURATION", description = "between two statistics, such as 5s or 500ms")
    private String interval = "5s";

    @Option(names = "--stats", description = "print the statistics once")
    private boolean once;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration every = duration(interval);
        try (OciContainer container = container()) {
            if (once) {
                print(container.stats().toJson());
                return 0;
            }
            try (Subscription watch = watch(container)) {
                CompletableFuture<?> end = container.onExit();
                while (!isOver(end, every)) print(container.stats().toJson());
            }
        }
        return 0;
    }

    /** Where there is a memory controller. */
    private @Nullable Subscription watch(OciContainer container) {
        try {
            return container.onOutOfMemory(event -> print(OciStats.outOfMemoryJson(id)));
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean isOver(CompletableFuture<?> end, Duration wait) throws InterruptedException {
        try {
            end.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    private static synchronized void print(String json) {
        System.out.println(json);
    }

    /** Of Go's notation what one writes here: a number with h, m, s or ms. */
    static Duration duration(String text) {
        Optional<Duration> parsed = Optional.empty();
        if (text.matches("\\d{1,9}ms")) parsed = Optional.of(Duration.ofMillis(number(text, 2)));
        else if (text.matches("\\d{1,9}s")) parsed = Optional.of(Duration.ofSeconds(number(text, 1)));
        else if (text.matches("\\d{1,9}m")) parsed = Optional.of(Duration.ofMinutes(number(text, 1)));
        else if (text.matches("\\d{1,9}h")) parsed = Optional.of(Duration.ofHours(number(text, 1)));
        return parsed.filter(d -> !d.isZero())
                .orElseThrow(() -> new IllegalArgumentException("--interval is a duration such as 5s, not " + text));
    }

    private static long number(String text, int unit) {
        return Long.parseLong(text.substring(0, text.length() - unit));
    }
}
