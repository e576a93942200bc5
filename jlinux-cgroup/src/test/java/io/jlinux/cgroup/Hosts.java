package io.jlinux.cgroup;

import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the tests of real cgroups share. */
final class Hosts {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Hosts() {}

    /** A name that no other test run has. */
    static String name() {
        return "jlinux-test-" + ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
    }

    /** This host as if its v2 hierarchy were not mounted. */
    static CgroupHost withoutV2() throws LinuxException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            String mounts = lines.filter(l -> !l.contains(" - cgroup2 ")).collect(Collectors.joining("\n", "", "\n"));
            return CgroupHost.parse(mounts, Files.readString(Path.of("/proc/self/cgroup")), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory above the first of {@code cg}. */
    static Path above(Cgroup cg) {
        return Objects.requireNonNull(cg.directories().get(0).getParent());
    }
}
