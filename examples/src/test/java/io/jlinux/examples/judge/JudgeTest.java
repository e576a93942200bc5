package io.jlinux.examples.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.examples.judge.Verdict.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Each verdict, of a submission that deserves it. */
@NoLeaks
@Timeout(300)
@Requires(Requirement.USER_NAMESPACES)
class JudgeTest {
    /** An emulated machine is slow; the one that is to be late runs for ever. */
    private static final Judge.Limits LIMITS =
            new Judge.Limits(Duration.ofSeconds(Boolean.getBoolean("jlinux.vm") ? 60 : 20), 128L << 20, 10_000);

    @TempDir
    Path dir;

    private Verdict judge(String name, String source, Judge.Limits limits) throws Exception {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(dir.resolve(name), source);
        Path input = Files.writeString(dir.resolve("input"), "20 22\n");
        return new Judge(limits).judge(file, input, "42\n", dir);
    }

    private Kind c(String body) throws Exception {
        return c(body, LIMITS);
    }

    private Kind c(String body, Judge.Limits limits) throws Exception {
        return verdictOnC(body, limits).kind();
    }

    private Verdict verdictOnC(String body, Judge.Limits limits) throws Exception {
        String includes = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/socket.h>\n";
        return judge("main.c", includes + "int main(void) { " + body + " return 0; }", limits);
    }

    private static Judge.Limits brief() {
        return new Judge.Limits(Duration.ofSeconds(1), LIMITS.memory(), LIMITS.output());
    }

    @Test
    @Requires(Requirement.GCC)
    void aCProgramIsAcceptedWhenItIsRight() throws Exception {
        assertThat(c("int a, b; scanf(\"%d %d\", &a, &b); printf(\"%d\\n\", a + b);"))
                .isEqualTo(Kind.ACCEPTED);
        assertThat(c("puts(\"43\");")).isEqualTo(Kind.WRONG_ANSWER);
    }

    @Test
    @Requires(Requirement.GCC)
    void whatDoesNotCompileIsToldSo() throws Exception {
        assertThat(c("this is no C")).isEqualTo(Kind.COMPILE_ERROR);
    }

    @Test
    @Requires(Requirement.GCC)
    void whoNeverEndsIsLate() throws Exception {
        assertThat(c("for (;;) {}", brief())).isEqualTo(Kind.TIME_LIMIT);
    }

    @Test
    @Requires(Requirement.GCC)
    void whoPrintsForEverIsStopped() throws Exception {
        assertThat(c("for (;;) puts(\"42\");")).isEqualTo(Kind.OUTPUT_LIMIT);
    }

    @Test
    @Requires(Requirement.GCC)
    void whoCrashesOrFailsHasARuntimeError() throws Exception {
        assertThat(c("*(volatile int *)8 = 1;")).isEqualTo(Kind.RUNTIME_ERROR);
        assertThat(c("return 7;")).isEqualTo(Kind.RUNTIME_ERROR);
    }

    @Test
    @Requires(Requirement.GCC)
    void whoWouldServeIsStopped() throws Exception {
        Verdict verdict = verdictOnC("bind(0, NULL, 0); puts(\"42\");", LIMITS);
        assertThat(verdict.kind()).isEqualTo(Kind.FORBIDDEN_CALL);
        assertThat(verdict.detail()).startsWith("refused by seccomp: system call bind");
    }

    @Test
    @Requires(Requirement.GCC)
    void whoTakesTooMuchMemoryGetsNone() throws Exception {
        Kind kind = c(
                "for (int i = 0; i < 1000; i++) { char *p = malloc(1 << 20); if (!p) exit(3); memset(p, 1, 1 << 20); } puts(\"42\");");
        assertThat(kind).isEqualTo(Kind.MEMORY_LIMIT);
    }

    private static String java(String body) {
        return "public class Main { public static void main(String[] args) throws Exception { " + body + " } }";
    }

    @Test
    @DisabledIfSystemProperty(named = "jlinux.vm", matches = "true", disabledReason = "javac in emulation")
    void aJavaProgramIsJudgedToo() throws Exception {
        String sum = "var in = new java.util.Scanner(System.in); System.out.println(in.nextInt() + in.nextInt());";
        Verdict right = judge("Main.java", java(sum), LIMITS);
        assertThat(right.kind()).as(right.toString()).isEqualTo(Kind.ACCEPTED);
        assertThat(judge("Main.java", java("throw new Exception();"), LIMITS).kind())
                .isEqualTo(Kind.RUNTIME_ERROR);
        String hoard = "var all = new java.util.ArrayList<byte[]>(); for (;;) all.add(new byte[1 << 20]);";
        Verdict much = judge("Main.java", java(hoard), LIMITS);
        assertThat(much.kind()).as(much.toString()).isEqualTo(Kind.MEMORY_LIMIT);
    }
}
