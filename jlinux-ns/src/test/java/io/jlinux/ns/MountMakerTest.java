package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Scratch;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers of namespaces that do not rise with time, as Linux 6.18 gives them on machines with several CPUs. */
@NoLeaks
@InNamespace(Kind.MOUNT)
@Requires(Requirement.ROOT)
class MountMakerTest {
    private static final int MASK_SIZE = 1024;

    @TempDir
    Path dir;

    private static List<Integer> cpus() {
        List<Integer> cpus = new ArrayList<>();
        try (Scratch s = Scratch.borrow()) {
            long size = RawSyscall.call(Syscall.SCHED_GETAFFINITY, 0, MASK_SIZE, s.address());
            for (int cpu = 0; cpu < size * 8; cpu++) {
                if ((s.buffer().getByte(cpu / 8) >> cpu % 8 & 1) != 0) cpus.add(cpu);
            }
        }
        return cpus;
    }

    /** The calling thread, and those that it starts. */
    private static void stayOn(int cpu) {
        try (Scratch s = Scratch.borrow()) {
            for (int i = 0; i < MASK_SIZE; i += 8) s.buffer().putLong(i, 0);
            s.buffer().putByte(cpu / 8, 1 << cpu % 8);
            assertThat(RawSyscall.call(Syscall.SCHED_SETAFFINITY, 0, MASK_SIZE, s.address()))
                    .isZero();
        }
    }

    private static OptionalLong next() throws Exception {
        try (NamespaceScope scope = Namespace.unshare(Namespace.UTS);
                NamespaceHandle uts = Namespace.UTS.current()) {
            assertThat(scope).isNotNull();
            return uts.uniqueId();
        }
    }

    @Test
    void whatIsMadeCanBeBoundWhereTheOtherCpuHasLowerNumbers() throws Exception {
        List<Integer> cpus = cpus();
        assumeTrue(cpus.size() > 1, "one CPU has one batch of numbers");
        int here = cpus.get(0);
        int there = cpus.get(1);
        stayOn(here);
        OptionalLong low = next();
        assumeTrue(low.isPresent(), "before Linux 6.18 the numbers of mount namespaces rise with time");
        stayOn(there);
        // until the other CPU has taken a batch that is later than this one's
        for (int i = 0; i < 4096 && next().getAsLong() < low.getAsLong(); i++) {
            assertThat(RawSyscall.call(Syscall.UNSHARE, Namespace.UTS.cloneFlag()))
                    .isZero();
        }
        try (NamespaceScope scope = Namespace.unshare(Namespace.MOUNT);
                NamespaceHandle own = Namespace.MOUNT.current()) {
            assertThat(scope).isNotNull();
            stayOn(here);
            long probe = next().getAsLong();
            NamedNamespaces named = NamedNamespaces.in(dir.resolve("mnt"), Namespace.MOUNT);
            try (NamespaceHandle made = named.add("x")) {
                assertThat(made.uniqueId().getAsLong())
                        .as(
                                "made after %d, in a namespace with the number %d",
                                probe, own.uniqueId().getAsLong())
                        .isGreaterThan(own.uniqueId().getAsLong());
            }
            assertThat(named.list()).containsExactly("x");
            named.remove("x");
        }
    }
}
