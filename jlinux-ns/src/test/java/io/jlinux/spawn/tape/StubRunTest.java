package io.jlinux.spawn.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.sys.Errno;
import io.jlinux.sys.raw.Arch;
import io.jlinux.sys.raw.NativeBuffer;
import io.jlinux.sys.raw.Poll;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.Requirement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stub's image plays tapes from a file: the machine's own natively, that for aarch64 under qemu-user. What it does
 * with an entry is seen from outside, by what the tape prints and by the header that it leaves.
 */
@Tag("pure")
class StubRunTest {
    private static final int TAPE_FD = 9;

    @TempDir
    Path work;

    private record Played(String out, int exit, int index, int errno, ByteBuffer file) {}

    static Stream<Arch> architectures() {
        return Stream.of(Arch.values());
    }

    /** Another machine's code is skipped for all to see where there is no emulator for it. */
    private static void assumeRuns(Arch arch) {
        if (arch == Arch.current()) return;
        assumeTrue(arch == Arch.AARCH64, "no emulator of " + arch + " is looked for");
        assumeTrue(
                Requirement.QEMU_AARCH64.isMet(),
                () -> "QEMU_AARCH64: " + Requirement.QEMU_AARCH64.missing().orElse(""));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aResultIsTheArgumentOfALaterCall(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot copy = tape.slot("copy");
        tape.call("dup", "1", Syscall.DUP, Arg.num(1)).into(copy);
        print(tape, Arg.ref(copy), "hello\n");
        exit(tape, Arg.num(7));
        Played played = play(arch, tape);
        assertThat(played.out).isEqualTo("hello\n");
        assertThat(played.exit).isEqualTo(7);
        assertThat(played.errno).isZero();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyArgumentCanBeAResult(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot args = tape.slots("args", 6);
        // mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0)
        long[] values = {0, 4096, 3, 0x22, -1, 0};
        for (int i = 0; i < 6; i++) tape.move(Arg.num(values[i])).into(args.word(i));
        Slot memory = tape.slot("memory");
        Arg[] refs = new Arg[6];
        for (int i = 0; i < 6; i++) refs[i] = new Arg.Ref(args, i);
        tape.call("map", "memory", Syscall.MMAP, refs).into(memory);
        tape.call("unmap", "memory", Syscall.MUNMAP, Arg.ref(memory), new Arg.Ref(args, 1));
        exit(tape, Arg.num(0));
        Played played = play(arch, tape);
        assertThat(played.errno).isZero();
        assertThat(played.exit).isZero();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void successAndAcceptedErrorsPassOverEntries(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot error = tape.slot("error");
        tape.call("close", "-1", Syscall.CLOSE, Arg.num(-1))
                .into(error)
                .accept(Errno.EBADF)
                .skipOnError(1);
        print(tape, Arg.num(1), "not reached\n");
        tape.call("getpid", "", Syscall.GETPID).skipOnSuccess(2);
        print(tape, Arg.num(1), "nor this\n");
        print(tape, Arg.num(1), "nor this\n");
        tape.check("the error", "is kept", Arg.ref(error), -1, -Errno.EBADF.number(), Errno.EPROTO);
        print(tape, Arg.num(1), "end\n");
        exit(tape, Arg.num(0));
        Played played = play(arch, tape);
        assertThat(played.out).isEqualTo("end\n");
        assertThat(played.errno).isZero();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void anErrnoAbove63CanBeAccepted(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        tape.call("shut down", "stdout", Syscall.SHUTDOWN, Arg.num(1), Arg.num(0))
                .accept(Errno.ENOTSOCK);
        exit(tape, Arg.num(3));
        assertThat(play(arch, tape).exit).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aFailureIsLeftInTheHeader(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        print(tape, Arg.num(1), "before\n");
        // 24 (EMFILE) is accepted, 9 (EBADF) is not
        tape.call("close", "-1", Syscall.CLOSE, Arg.num(-1)).accept(Errno.EMFILE, Errno.EPERM);
        print(tape, Arg.num(1), "after\n");
        exit(tape, Arg.num(0));
        Played played = play(arch, tape);
        assertThat(played.out).isEqualTo("before\n");
        assertThat(played.exit).isEqualTo(127);
        assertThat(played.index).isEqualTo(1);
        assertThat(Errno.of(played.errno)).isEqualTo(Errno.EBADF);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aCheckComparesTheMaskedBits(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot value = tape.slot("value");
        tape.move(Arg.num(0x1234_5678_9abc_def0L)).into(value);
        tape.check("all", "bits", Arg.ref(value), -1, 0x1234_5678_9abc_def0L, Errno.EIO);
        tape.check("high", "bits", Arg.ref(value), 0xffff_0000_0000_0000L, 0x1234_0000_0000_0000L, Errno.EIO);
        tape.check("wrong", "bits", Arg.ref(value), 0xff, 0xf1, Errno.ELOOP);
        exit(tape, Arg.num(0));
        Played played = play(arch, tape);
        assertThat(played.index).isEqualTo(3);
        assertThat(Errno.of(played.errno)).isEqualTo(Errno.ELOOP);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void retriesAreBounded(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot event = tape.slot("event");
        Slot data = tape.slot("data");
        tape.call("make", "an event", Syscall.EVENTFD2, Arg.num(0), Arg.num(Poll.EFD_NONBLOCK))
                .into(event);
        tape.call("read", "what never comes", Syscall.READ, Arg.ref(event), new Arg.Out(data), Arg.num(8))
                .retryAgain()
                .accept(Errno.EAGAIN);
        exit(tape, Arg.num(5));
        Played played = play(arch, tape);
        assertThat(played.errno).isZero();
        assertThat(played.exit).isEqualTo(5);
        int entry = TapeLayout.ENTRIES + TapeLayout.ENTRY_SIZE;
        assertThat(played.file.getShort(entry + 82)).as("retries left").isZero();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void aForkLeavesThePidAndGoesOnInTheChild(Arch arch) throws Exception {
        TapeBuilder tape = new TapeBuilder();
        Slot pid = tape.slot("pid");
        tape.fork("fork", pid, 17, "SIGCHLD");
        print(tape, Arg.num(1), "child\n");
        exit(tape, Arg.num(9));
        Played played = play(arch, tape);
        assertThat(played.out).isEqualTo("child\n");
        assertThat(played.exit).as("the first one's own").isZero();
        int slot = TapeLayout.ENTRIES + tape.size() * TapeLayout.ENTRY_SIZE;
        assertThat(played.file.getLong(slot)).isPositive();
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void theTapeEndsInAnotherProgram(Arch arch) throws Exception {
        assumeRuns(arch);
        assumeTrue(canCompile(arch), "no " + new Assembler(arch, work).tool("gcc"));
        Path program = new Assembler(arch, work).compile("say", """
                        #include <stdio.h>
                        #include <stdlib.h>
                        int main(int c, char **v) { printf("%d %s %s\\n", c, v[1], getenv("WHO")); return 4; }
                        """);
        TapeBuilder tape = new TapeBuilder();
        // the kernel cannot run a foreign program itself, so there the new program is the emulator
        String path =
                arch == Arch.current() ? program.toString() : emulator(arch).orElseThrow();
        List<String> args =
                arch == Arch.current() ? List.of("say", "grüße") : List.of("emulator", program + "", "grüße");
        Arg envp = new Arg.Pointers(List.of("WHO=stub"));
        tape.call("execute", "say", Syscall.EXECVE, Arg.text(path), new Arg.Pointers(args), envp);
        Played played = play(arch, tape);
        assertThat(played.errno).isZero();
        assertThat(played.out).isEqualTo("2 grüße stub\n");
        assertThat(played.exit).isEqualTo(4);
    }

    private static boolean canCompile(Arch arch) {
        try {
            return new ProcessBuilder(new Assembler(arch, Path.of(".")).tool("gcc"), "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> emulator(Arch arch) {
        String name = "qemu-" + arch.name().toLowerCase(Locale.ROOT) + "-static";
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(d -> d + "/" + name)
                .filter(f -> Files.isExecutable(Path.of(f)))
                .findFirst();
    }

    private static void print(TapeBuilder tape, Arg fd, String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        tape.call("write", "stdout", Syscall.WRITE, fd, Arg.text(text), Arg.num(length));
    }

    private static void exit(TapeBuilder tape, Arg code) {
        tape.call("exit", "", Syscall.EXIT_GROUP, code);
    }

    private Played play(Arch arch, TapeBuilder builder) throws Exception {
        assumeRuns(arch);
        Tape tape = builder.build(-1);
        Path file = Files.write(work.resolve("tape"), bytes(arch, tape));
        Path image = Files.write(work.resolve("stub"), StubImage.elf(arch));
        Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>();
        // argv[0] is the number of the tape's descriptor
        String exec = "exec " + TAPE_FD + "<>" + file + "; ";
        if (arch == Arch.current()) exec += "exec -a " + TAPE_FD + " " + image;
        else exec += "exec qemu-" + arch.name().toLowerCase(Locale.ROOT) + "-static -0 " + TAPE_FD + " " + image;
        // cat reads to the end, also what a second child writes after the first has ended; the JDK's stream would not
        command.addAll(List.of("bash", "-c", "(" + exec + ") 2>&1 | cat; exit ${PIPESTATUS[0]}"));
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(p.waitFor(60, TimeUnit.SECONDS)).isTrue();
        ByteBuffer after = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int index = TapeLayout.indexOf(after.getLong(TapeLayout.CURRENT), StubImage.TAPE_BASE);
        return new Played(out, p.exitValue(), index, (int) after.getLong(TapeLayout.FAILED_ERRNO), after);
    }

    /** The tape as its image finds it, with the call numbers of {@code arch}. */
    private static byte[] bytes(Arch arch, Tape tape) {
        NativeBuffer b = NativeBuffer.aligned(TapeLayout.size(tape), 64);
        int size = TapeLayout.write(tape, b, StubImage.TAPE_BASE);
        for (int i = 0; i < tape.steps().size(); i++) {
            Step step = tape.steps().get(i);
            if (step.nr < 0) continue;
            int number = Syscall.valueOf(step.call.toUpperCase(Locale.ROOT)).numberOn(arch);
            b.putLong(TapeLayout.ENTRIES + i * TapeLayout.ENTRY_SIZE, number);
        }
        return b.get(0, size);
    }
}
