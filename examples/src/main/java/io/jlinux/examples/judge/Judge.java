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
import io.jlinux.spawn.ExitStatus;
import io.jlinux.spawn.Stdio;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A judge: compiles a submission (Main.java or main.c) in one sandbox, runs it in another, and gives the verdict. */
public final class Judge {
    /** What a submission may use. */
    public record Limits(Duration time, long memory, int output) {}

    private static final String JAVA = System.getProperty("java.home");
    private static final Rootfs ROOT =
            Rootfs.host().with(JAVA, "/etc/java-" + Runtime.version().feature() + "-openjdk");

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
        List<String> program = java
                ? List.of(
                        JAVA + "/bin/java",
                        heap,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-cp",
                        "/box",
                        "Main")
                : List.of("/box/main");
        return run(sandbox(java).rootfs(ROOT).bind(box, "/box").stdin(Stdio.file(input)), program, expected);
    }

    private Sandbox sandbox(boolean java) {
        long data = java ? 4 * limits.memory() + (512L << 20) : limits.memory(); // the JVM bounds its heap itself
        return Sandbox.untrusted()
                .seccomp(forbidding("bind", "listen", "ptrace", "mount", "unshare", "keyctl", "bpf", "setns", "reboot"))
                .rlimit(Rlimit.of(Rlimit.Resource.DATA, data))
                .rlimit(Rlimit.of(Rlimit.Resource.CPU, limits.time().toSeconds() + 1));
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
        AtomicBoolean late = new AtomicBoolean();
        try (SandboxProcess p = sandbox.output(Stdio.pipe(), Stdio.devNull()).start(program)) {
            CompletableFuture.delayedExecutor(limits.time().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        late.set(p.process().isAlive());
                        p.process().destroyForcibly();
                    });
            byte[] out = p.process().getInputStream().readNBytes(limits.output() + 1);
            if (out.length > limits.output())
                return new Verdict(Kind.OUTPUT_LIMIT, "more than " + limits.output() + " bytes");
            ExitStatus end = p.process().waitForStatus();
            int signal = end.signal().orElse(0);
            boolean full = signal == Signal.KILL.number() || end.code().orElse(0) == 3;
            if (late.get() || signal == Signal.XCPU.number())
                return new Verdict(Kind.TIME_LIMIT, "after " + limits.time());
            if (signal == Signal.SYS.number()) return new Verdict(Kind.FORBIDDEN_CALL, end.toString());
            if (full) return new Verdict(Kind.MEMORY_LIMIT, end + " with " + p.enforced());
            if (end.shellCode() != 0) return new Verdict(Kind.RUNTIME_ERROR, end.toString());
            String said = new String(out, StandardCharsets.UTF_8).strip();
            return new Verdict(said.equals(expected.strip()) ? Kind.ACCEPTED : Kind.WRONG_ANSWER, said);
        }
    }

    /** {@code Judge SOURCE INPUT EXPECTED}. */
    public static void main(String[] args) throws Exception {
        Judge judge = new Judge(new Limits(Duration.ofSeconds(5), 256L << 20, 1 << 20));
        Path source = Path.of(args[0]).toAbsolutePath();
        System.out.println(judge.judge(source, Path.of(args[1]), args[2], Files.createTempDirectory("judge")));
    }
}
