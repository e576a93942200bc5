package io.jlinux.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
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

    /** A cgroup of the trial's own. */
    @State(Scope.Benchmark)
    public static class OwnCgroup {
        private final String[] values = {String.valueOf(256L << 20), String.valueOf(512L << 20)};
        private int turn;
        Path directory = Path.of("/");

        @Setup(Level.Trial)
        public void create() throws IOException {
            String name = "jlinux-benchmark-" + ProcessHandle.current().pid();
            directory = Files.createDirectory(HostCgroups.ownMemoryCgroup().resolve(name));
        }

        Path file() {
            return directory.resolve(HostCgroups.memoryLimitFile());
        }

        List<String> floorArguments() {
            return List.of(directory.toString(), HostCgroups.memoryLimitFile(), values[0], values[1]);
        }

        String nextValue() {
            return values[turn ^= 1];
        }

        @TearDown(Level.Trial)
        public void remove() throws IOException {
            Files.delete(directory);
        }
    }

    /** Its control file, kept open. */
    public static class KeptFile extends OwnCgroup {
        private FileChannel channel;

        @Override
        public void create() throws IOException {
            super.create();
            channel = FileChannel.open(file(), StandardOpenOption.WRITE);
        }

        int write(ByteBuffer value) throws IOException {
            return channel.write(value, 0);
        }

        @Override
        public void remove() throws IOException {
            channel.close();
            super.remove();
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
    public void filesWriteString(OwnCgroup cgroup) throws IOException {
        Files.writeString(cgroup.file(), cgroup.nextValue(), StandardOpenOption.WRITE);
    }

    @Benchmark
    public int fileChannelKept(KeptFile file, DirectValues values) throws IOException {
        return file.write(values.next());
    }
}
