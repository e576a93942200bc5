package io.jlinux.benchmarks;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The C floor of one trial, and through it the peers. A burst benchmark asks for a batch that is long enough for the round
 * trip over the pipe (20 µs) to vanish, and JMH divides by the batch.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class Floor {
    private final Map<Launch, List<String>> arguments = new EnumMap<>(Launch.class);
    private FloorServer server;
    private FloorServer pureCgroup2;

    @Setup(Level.Trial)
    public void start() throws IOException {
        Workshop.prepare();
        server = FloorServer.start(Workshop.floor(), List.of());
        pureCgroup2 = FloorServer.start(Workshop.floor(), List.of("--pure-cgroup2-view"));
    }

    /** Launches {@code count} times back to back. */
    void burst(Launch launch, int count) throws IOException {
        run(launch, count, 0);
    }

    /** Launches once after {@code idleMillis}, and returns the nanoseconds of the launch. */
    long sparse(Launch launch, int idleMillis) throws IOException {
        return run(launch, 1, idleMillis);
    }

    private long run(Launch launch, int count, int pauseMillis) throws IOException {
        List<String> line = arguments.computeIfAbsent(launch, Launch::arguments);
        return (launch.needsPureCgroup2() ? pureCgroup2 : server).run(launch.operation, count, pauseMillis, line);
    }

    FloorServer server() {
        return server;
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        server.close();
        pureCgroup2.close();
    }
}
