package io.jlinux.benchmarks;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.security.Rlimit;
import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What each thing that a start can be asked for adds to it. A start that asks for nothing stands beside the C floor, which can do
 * nothing else: what is not asked for costs nothing.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
public class SpawnFeatures {
    private static final int BATCH = 200;

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floor(Floor c) throws IOException {
        c.burst(Launch.NOOP, BATCH);
    }

    @Benchmark
    public int jlinux(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(plain(programs));
    }

    @Benchmark
    public int jlinuxAttributes(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(plain(programs)
                .noNewPrivileges()
                .newSession()
                .umask(022)
                .directory("/")
                .rlimit(Rlimit.of(Rlimit.Resource.CORE, 0)));
    }

    @Benchmark
    public int jlinuxCapabilities(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(plain(programs).capabilities(CapabilitySets.of(Capability.KILL)));
    }

    @Benchmark
    public int jlinuxHostname(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(plain(programs).unshare(Namespace.UTS).hostname("box"));
    }

    @Benchmark
    public int jlinuxRoot(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(JLinuxSpawn.of("/noop")
                .unshare(Namespace.MOUNT)
                .rootfs(Workshop.rootfs())
                .mount(Mount.tmpfs("/dev")));
    }

    @Benchmark
    public int jlinuxUser(Programs programs) throws IOException, InterruptedException {
        return JLinuxSpawn.run(plain(programs).user(1000, 1000));
    }

    private static Spawn plain(Programs programs) {
        return JLinuxSpawn.of(programs.noop);
    }
}
