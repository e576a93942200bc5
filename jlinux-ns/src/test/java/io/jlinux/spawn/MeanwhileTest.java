package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.ProcessNamespaces;
import io.jlinux.sys.PidFd;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done beside a child that does not wait for it. */
@NoLeaks
@Timeout(120)
class MeanwhileTest {
    private static final long PATIENCE_MILLIS = 20_000;

    @TempDir
    Path dir;

    private static Spawn spawn(boolean image, String... command) {
        Spawn spawn = Spawn.command(command);
        return image ? spawn.ownImage() : spawn;
    }

    private static void awaitProgram(long pid, String name) throws IOException {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        Path comm = Path.of("/proc", Long.toString(pid), "comm");
        while (!Files.readString(comm).strip().equals(name)) {
            if (System.nanoTime() > end) throw new IOException("it waits: " + Files.readString(comm));
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theProgramBeginsWithoutWaitingForIt(boolean image) throws Exception {
        AtomicLong seen = new AtomicLong();
        Spawn spawn = spawn(image, "sleep", "600").meanwhile(pid -> {
            seen.set(pid);
            awaitProgram(pid, "sleep");
        });
        try (LinuxProcess p = spawn.start()) {
            assertThat(seen).hasValue(p.pid());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItThrowsEndsTheProcess(boolean image) {
        AtomicLong seen = new AtomicLong();
        IOException mine = new IOException("mine");
        Spawn spawn = spawn(image, "sleep", "600").meanwhile(pid -> {
            seen.set(pid);
            throw mine;
        });
        assertThatThrownBy(spawn::start).isSameAs(mine);
        assertThat(Path.of("/proc", Long.toString(seen.get()))).doesNotExist();
        Spawn other = spawn(image, "sleep", "600").meanwhile(pid -> {
            throw new IllegalStateException("mine");
        });
        assertThatThrownBy(other::start).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFailedStartIsTheErrorAlsoWhereTheWorkFailed() {
        Spawn spawn = spawn(true, "/no/such/program").meanwhile(pid -> {
            throw new IOException("mine");
        });
        assertThatThrownBy(spawn::start)
                .isInstanceOf(SpawnException.class)
                .hasMessageContaining("/no/such/program")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().hasToString("java.io.IOException: mine"));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void itIsToldThePidOfTheProgramAlsoInAJoinedPidNamespace() throws Exception {
        AtomicLong seen = new AtomicLong();
        try (LinuxProcess first = Spawn.command("sleep", "600")
                        .unshare(Namespace.USER, Namespace.PID)
                        .idMap(IdMap.rootToSelf())
                        .start();
                PidFd fd = first.openPidFd();
                LinuxProcess second = Spawn.command("sleep", "600")
                        .join(ProcessNamespaces.of(fd, Namespace.USER, Namespace.PID))
                        .meanwhile(seen::set)
                        .start()) {
            assertThat(seen).hasValue(second.pid());
        }
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void eachStartOfOneThatWasPreparedHasItsOwn() throws Exception {
        PreparedSpawn prepared = Spawn.command("true")
                .unshare(Namespace.USER, Namespace.MOUNT)
                .idMap(IdMap.rootToSelf())
                .prepare("%NAME%");
        List<String> told = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            try (LinuxProcess p = prepared.start(null, name, pid -> told.add(name))) {
                assertThat(p.waitFor()).isZero();
            }
        }
        assertThat(told).containsExactly("a", "b", "c");
        assertThat(prepared.isKept("d")).isTrue();
    }
}
