package io.jlinux.spawn.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.raw.Arch;
import io.jlinux.testkit.Requirement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The init's image beside a program: the machine's own natively, that for aarch64 under qemu-user. A file stands for the eventfd: the
 * pid of the program is read at its beginning, and the status is written behind it.
 */
@Tag("pure")
@Timeout(60)
class InitRunTest {
    private static final String START = """
            bash -c "$2" & p=$!
            for i in 0 1 2 3; do printf "\\x$(printf %02x $((p >> 8 * i & 255)))"; done >"$1"
            printf '\\0\\0\\0\\0' >>"$1"
            init=$BASHPID
            [ -z "$3" ] || (sleep 0.3; kill -"$3" "$init") &
            shift 3
            exec env --block-signal "$@" 0<>"$TOLD"
            """;

    @TempDir
    Path work;

    /** @param told the wait status that the init has written, without bit 32 */
    private record Ended(int exit, long told, String said) {}

    private Ended run(Arch arch, String program, String signal) throws Exception {
        assumeTrue(
                arch == Arch.current() || (arch == Arch.AARCH64 && Requirement.QEMU_AARCH64.isMet()),
                () -> "QEMU_AARCH64: " + Requirement.QEMU_AARCH64.missing().orElse("not for " + arch));
        Path init = Files.write(work.resolve("init"), StubImage.elf(arch, InitCode.of(arch), 0));
        Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwx------"));
        Path told = work.resolve("told");
        String emulator = arch == Arch.current() ? "env" : "qemu-" + arch.name().toLowerCase(Locale.ROOT) + "-static";
        ProcessBuilder builder = new ProcessBuilder(
                "bash", "-c", START, "bash", told.toString(), program, signal, emulator, init.toString());
        builder.environment().put("TOLD", told.toString());
        Process p = builder.redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(30, TimeUnit.SECONDS)).isTrue();
        p.getOutputStream().close();
        byte[] file = Files.readAllBytes(told);
        assertThat(file).as(said).hasSize(16);
        long status = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
        assertThat(status >> 32).as("the bit that says that it has ended").isOne();
        return new Ended(p.exitValue(), status & 0xffff_ffffL, said);
    }

    @ParameterizedTest
    @EnumSource(Arch.class)
    void itEndsAsItsProgramDoes(Arch arch) throws Exception {
        Ended ended = run(arch, "sleep 0.2; exit 5", "");
        assertThat(ended).isEqualTo(new Ended(5, 5 << 8, ""));
    }

    @ParameterizedTest
    @EnumSource(Arch.class)
    void aProgramThatIsKilledIs128AndItsSignal(Arch arch) throws Exception {
        Ended ended = run(arch, "sleep 0.2; kill -KILL $$", "");
        assertThat(ended).isEqualTo(new Ended(128 + 9, 9, ""));
    }

    @ParameterizedTest
    @EnumSource(Arch.class)
    void aSignalIsHandedOn(Arch arch) throws Exception {
        Ended ended = run(arch, "trap 'echo told; exit 7' USR1; while :; do sleep 0.05; done", "USR1");
        assertThat(ended).isEqualTo(new Ended(7, 7 << 8, "told\n"));
    }
}
