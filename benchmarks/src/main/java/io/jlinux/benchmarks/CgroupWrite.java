package io.jlinux.benchmarks;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.cgroup.ControlFile;
import io.jlinux.cgroup.Controller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A new memory limit for a cgroup: two values in turn, written to its control file. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CgroupWrite {
    private static final int BATCH = 10_000;

    /** A cgroup of the trial's own, and its control file kept open in the ways that there are. */
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init") // JMH calls the set-up
    public static class OwnCgroup {
        private static final long[] LIMITS = {256L << 20, 512L << 20};

        private Cgroup cgroup;
        private ControlFile kept;
        private FileChannel channel;
        private Path file;
        private int turn;

        @Setup(Level.Trial)
        public void create() throws IOException {
            String name = "jlinux-benchmark-" + ProcessHandle.current().pid();
            cgroup = Cgroup.create(name, CgroupLimits.NONE, Set.of(Controller.MEMORY));
            String control = HostCgroups.memoryLimitFile();
            file = cgroup.directories().stream()
                    .map(directory -> directory.resolve(control))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            kept = cgroup.controlFile(control);
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        }

        long nextLimit() {
            return LIMITS[turn ^= 1];
        }

        List<String> floorArguments() {
            return List.of(
                    file.resolveSibling("").toString(),
                    file.getFileName().toString(),
                    String.valueOf(LIMITS[0]),
                    String.valueOf(LIMITS[1]));
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            channel.close();
            kept.close();
            cgroup.close();
        }
    }

    /** The two values as they go into a kept channel. */
    @State(Scope.Benchmark)
    public static class DirectValues {
        private final ByteBuffer[] values = {direct(256L << 20), direct(512L << 20)};
        private int turn;

        private static ByteBuffer direct(long limit) {
            byte[] text = String.valueOf(limit).getBytes(StandardCharsets.US_ASCII);
            return ByteBuffer.allocateDirect(text.length).put(text).flip();
        }

        ByteBuffer next() {
            return values[turn ^= 1].rewind();
        }
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floorOpenWriteClose(Floor c, OwnCgroup cgroup) throws IOException {
        c.server().run("cgroup-reopened", BATCH, 0, cgroup.floorArguments());
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floorDirectory(Floor c, OwnCgroup cgroup) throws IOException {
        c.server().run("cgroup-dirfd", BATCH, 0, cgroup.floorArguments());
    }

    @Benchmark
    @Warmup(iterations = 1, time = 1)
    @OperationsPerInvocation(BATCH)
    public void floorKept(Floor c, OwnCgroup cgroup) throws IOException {
        c.server().run("cgroup-kept", BATCH, 0, cgroup.floorArguments());
    }

    @Benchmark
    public void jlinux(OwnCgroup cgroup) throws IOException {
        cgroup.cgroup.setMemoryMax(cgroup.nextLimit());
    }

    @Benchmark
    public void jlinuxKept(OwnCgroup cgroup) throws IOException {
        cgroup.kept.write(cgroup.nextLimit());
    }

    @Benchmark
    public void filesWriteString(OwnCgroup cgroup) throws IOException {
        Files.writeString(cgroup.file, String.valueOf(cgroup.nextLimit()), StandardOpenOption.WRITE);
    }

    @Benchmark
    public int fileChannelKept(OwnCgroup cgroup, DirectValues values) throws IOException {
        return cgroup.channel.write(values.next(), 0);
    }
}
