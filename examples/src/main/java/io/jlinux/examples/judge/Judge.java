package io.jlinux.examples.judge;

import io.jlinux.examples.judge.Verdict.Kind;
import io.jlinux.mount.Rootfs;
import io.jlinux.sandbox.Sandbox;
import io.jlinux.sandbox.SandboxProcess;
import io.jlinux.security.Rlimit;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompProfile;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A judge: compiles a submission (Main.java or main.c) in one sandbox, runs it in another, and gives the verdict. */
public final class Judge {
    /** What a submission may use. */
    public record Limits(Duration time, long memory, int output) {}

    private static final String JAVA = System.getProperty("java.home");
    private static final Rootfs ROOT =
            Rootfs.host().with(JAVA, "/etc/java-" + Runtime.version().feature() + "-openjdk");

    /** What a JVM ends with that has -XX:+ExitOnOutOfMemoryError. */
    private static final int OUT_OF_HEAP = 3;

    private final Limits limits;

    public Judge(Limits limits) {
        this.limits = limits;
    }

    /** Compiles {@code source}, runs it with {@code input} and compares what it prints with {@code expected}; works below {@code dir}. */
    public Verdict judge(Path source, Path input, String expected, Path dir) throws IOException, InterruptedException {
        boolean java = source.toString().endsWith(".java");
        Path box = Files.createTempDirectory(dir, "box");
        Files.setPosixFilePermissions(box, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> compiler = java
                ? List.of(JAVA + "/bin/javac", "-J-XX:TieredStopAtLevel=1", "-d", box.toString(), source.toString())
                : List.of("/usr/bin/gcc", "-O2", "-w", "-o", box + "/main", source.toString());
        Sandbox build = Sandbox.buildAction(List.of(source), List.of(box), box).rootfs(ROOT);
        try (SandboxProcess p = build.output(Stdio.pipe(), Stdio.toStdout()).start(compiler)) {
            String said = new String(p.process().getInputStream().readNBytes(10_000), StandardCharsets.UTF_8);
            if (p.process().waitFor() != 0) return new Verdict(Kind.COMPILE_ERROR, said);
        }
        String heap = "-Xmx" + (limits.memory() >> 20) + "m";
        String flags =
                " -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -cp /box Main";
        List<String> program = java ? List.of((JAVA + "/bin/java " + heap + flags).split(" ")) : List.of("/box/main");
        return run(sandbox(java).rootfs(ROOT).bind(box, "/box").stdin(Stdio.file(input)), program, expected);
    }

    private Sandbox sandbox(boolean java) {
        long data = java ? 4 * limits.memory() + (512L << 20) : limits.memory(); // the JVM bounds its heap itself
        return Sandbox.untrusted()
                .seccompTelling(
                        forbidding("bind", "listen", "ptrace", "mount", "unshare", "keyctl", "bpf", "setns", "reboot"))
                .rlimit(Rlimit.of(Rlimit.Resource.DATA, data));
    }

    /** Docker's profile, but that these calls are the end. */
    private static SeccompPolicy forbidding(String... calls) {
        SeccompProfile docker = DockerProfile.profile();
        var end = SeccompProfile.Entry.of(SeccompAction.KILL_PROCESS, List.of(calls));
        List<SeccompProfile.Entry> entries = new ArrayList<>(List.of(end));
        entries.addAll(docker.entries());
        return new SeccompProfile("judge", docker.defaultAction(), docker.architectures(), docker.flags(), entries)
                .policy(SeccompProfile.Container.here(Set.of()));
    }

    private Verdict run(Sandbox sandbox, List<String> program, String expected)
            throws IOException, InterruptedException {
        Sandbox limited = sandbox.limits(RunLimits.NONE.wallClock(limits.time()).cpuTime(limits.time()))
                .output(Capture.head(limits.output()).killAfter(limits.output()).stdio(), Stdio.devNull());
        try (SandboxProcess p = limited.start(program)) {
            Outcome end = p.process().waitForOutcome();
            String said = p.process().captured(1).text().strip();
            Kind kind = switch (end.kind()) {
                case TIMED_OUT, CPU_LIMIT -> Kind.TIME_LIMIT;
                case OUT_OF_MEMORY -> Kind.MEMORY_LIMIT;
                case OUTPUT_LIMIT -> Kind.OUTPUT_LIMIT;
                case SECCOMP -> Kind.FORBIDDEN_CALL;
                case SIGNALLED, UNKNOWN -> Kind.RUNTIME_ERROR;
                case EXITED -> exited(end.status().shellCode(), said, expected.strip());
            };
            return new Verdict(kind, end.isSuccess() ? said : end + " with " + p.enforced());
        }
    }

    private static Kind exited(int code, String said, String expected) {
        if (code == OUT_OF_HEAP) return Kind.MEMORY_LIMIT;
        if (code != 0) return Kind.RUNTIME_ERROR;
        return said.equals(expected) ? Kind.ACCEPTED : Kind.WRONG_ANSWER;
    }

    /** {@code Judge SOURCE INPUT EXPECTED}. */
    public static void main(String[] args) throws Exception {
        Judge judge = new Judge(new Limits(Duration.ofSeconds(5), 256L << 20, 1 << 20));
        Path source = Path.of(args[0]).toAbsolutePath();
        System.out.println(judge.judge(source, Path.of(args[1]), args[2], Files.createTempDirectory("judge")));
    }
}
