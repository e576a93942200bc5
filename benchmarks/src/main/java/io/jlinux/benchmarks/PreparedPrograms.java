package io.jlinux.benchmarks;

import io.jlinux.spawn.PreparedSpawn;
import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is started again and again. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class PreparedPrograms {
    PreparedSpawn noop;
    PreparedSpawn fiveNamespaces;
    PreparedSpawn container;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Workshop.prepare();
        String program = Workshop.noop().toString();
        noop = JLinuxSpawn.of(program).prepare();
        fiveNamespaces = JLinuxSpawn.of(program).unshare(JLinuxSpawn.FIVE).prepare();
        container = JLinuxSpawn.container().prepare();
    }
}
