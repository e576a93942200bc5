package io.jlinux.examples;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.spawn.ExitStatus;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container from Java, in one process: started, looked at from inside, measured, removed.
 *
 * <p>{@code ./demo} builds and runs it, as root or as an ordinary user.
 */
public final class Demo {
    private static final long MEMORY = 256L << 20;
    private static final long TASKS = 64;
    private static final int ROUNDS = 50;
    private static final String INSIDE = """
            say() { printf '  %-14s %s\\n' "$1" "$2"; }
            say 'pid' "$$, of $(ls /proc | grep -c '^[0-9]') processes that it sees"
            say 'hostname' "$(cat /proc/sys/kernel/hostname)"
            say 'user' "uid $(id -u), which is uid $(awk '$1 == 0 {print $2}' /proc/self/uid_map) outside"
            say 'interfaces' "$(awk -F: 'NR > 2 {print $1}' /proc/net/dev | xargs)"
            first() { for f; do [ -r "$f" ] && { cat "$f"; return; }; done; echo 'not limited'; }
            cd /sys/fs/cgroup 2>/dev/null
            say 'memory limit' "$(first memory.max memory/memory.limit_in_bytes)"
            say 'task limit' "$(first pids.max pids/pids.max)"
            say 'file limit' "$(ulimit -n)"
            say 'root' "$(touch /x 2>/dev/null && echo writable || echo read-only)"
            say 'capabilities' "$(awk '/CapEff/ {print $2}' /proc/self/status), no_new_privs $(awk '/NoNewPrivs/ {print $2}' /proc/self/status)"
            say 'namespaces' "$(for n in /proc/self/ns/*; do basename $n; done | grep -v _for_ | xargs)"
            """;

    private final Path directory;

    private Demo(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            System.err.println("usage: ./demo    (no arguments)");
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("jlinux-demo");
        try {
            new Demo(directory).run();
        } catch (LinuxException e) {
            System.err.println("\nThe container could not be made.\n  " + e.getMessage());
            System.exit(1);
        } finally {
            delete(directory);
        }
    }

    private void run() throws IOException, InterruptedException {
        String user = System.getProperty("user.name");
        System.out.printf(
                "JLinux: a container from Java %s, as %s%n%n", Runtime.version().feature(), user);
        OciBundle plain = HostBundle.create(directory);
        OciBundle limited = limits(plain);
        System.out.println("From inside:");
        try (OciContainer c = start(limited, "sh", "-c", INSIDE)) {
            System.out.print(new String(c.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            System.err.print(new String(c.process().getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            ExitStatus status = c.waitFor();
            System.out.printf("%nFrom outside:%n  %-14s %s%n", "ended with", status);
            status.usage()
                    .ifPresent(u -> System.out.printf(
                            "  %-14s %d ms user, %d ms system%n",
                            "it used", u.user().toMillis(), u.system().toMillis()));
            if (c.cgroup().isPresent()) report(c.cgroup().get());
        }
        measure(limited);
        explain(limited);
    }

    private static void explain(OciBundle bundle) throws LinuxException {
        List<String> lines = bundle.explain().stream()
                .filter(line -> !line.contains("parent: "))
                .toList();
        System.out.printf(
                "%nWhat its child does before the program begins: up to %d system calls, among them%n", lines.size());
        for (String call : List.of("clone3", "move_mount", "pivot_root", "capset", "close_range", "execve")) {
            // the last of each: a capset before it only raises what the steps in between need
            lines.stream()
                    .filter(line -> line.contains(call + "("))
                    .reduce((first, last) -> last)
                    .ifPresent(Demo::printShort);
        }
    }

    private static void printShort(String line) {
        System.out.println("  " + (line.length() > 110 ? line.substring(0, 110) + "…" : line));
    }

    /** With limits, where this host lets this user set them. */
    private OciBundle limits(OciBundle bundle) throws IOException, InterruptedException {
        OciConfig config =
                bundle.config().editResources(r -> r.memoryLimit(MEMORY).pidsLimit(TASKS));
        OciBundle limited = OciBundle.of(directory, config);
        try (OciContainer c = start(limited, "true")) {
            c.waitFor();
            System.out.printf("Limits: %d MiB of memory, %d tasks%n%n", MEMORY >> 20, TASKS);
            return limited;
        } catch (LinuxException e) {
            if (e instanceof io.jlinux.spawn.SpawnException) throw e;
            System.out.printf("Without limits, which this host does not let this user set:%n  %s%n%n", e.getMessage());
            return bundle;
        }
    }

    private static OciContainer start(OciBundle bundle, String... args) throws IOException {
        OciBundle b = OciBundle.of(
                bundle.directory(), bundle.config().withHostname("jlinux").withArgs(args));
        return b.start("jlinux-demo-" + ProcessHandle.current().pid(), ContainerIo.pipes());
    }

    private static void report(Cgroup cgroup) throws LinuxException {
        cgroup.memory().peak().ifPresent(p -> System.out.printf("  %-14s %d KiB at most%n", "its memory", p >> 10));
    }

    private static void measure(OciBundle bundle) throws IOException, InterruptedException {
        long[] micros = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            try (OciContainer c = start(bundle, "/bin/true")) {
                c.waitFor();
            }
            micros[i] = (System.nanoTime() - begin) / 1000;
        }
        Arrays.sort(micros);
        System.out.printf(
                "%nAgain, %d times: made, run and removed in %.1f ms (median), %.1f ms at best%n",
                ROUNDS, micros[ROUNDS / 2] / 1000.0, micros[0] / 1000.0);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
        }
    }
}
