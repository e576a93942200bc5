package io.jlinux.oci;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciRoot;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A bundle whose root holds a static busybox and nothing else, and what its containers say. */
final class BusyboxBundle {
    private static final List<String> PROGRAMS = List.of(
            "sh",
            "cat",
            "ls",
            "id",
            "hostname",
            "touch",
            "mkdir",
            "mount",
            "stat",
            "sleep",
            "env",
            "tty",
            "stty",
            "ip",
            "ifconfig",
            "readlink",
            "dd",
            "head",
            "tail",
            "yes",
            "test",
            "printf",
            "seq",
            "ps",
            "kill",
            "setsid",
            "true",
            "rm",
            "sync",
            "dnsdomainname",
            "umount",
            "chmod",
            "tr",
            "cut",
            "grep",
            "sort",
            "wc",
            "df",
            "cp",
            "ln",
            "nc");

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path directory;

    private BusyboxBundle(Path directory) {
        this.directory = directory;
    }

    /** How a container ended, and what it wrote. */
    record Result(int code, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Makes {@code rootfs} in {@code directory}. */
    static BusyboxBundle create(Path directory) throws IOException {
        Path bin = Files.createDirectories(directory.resolve("rootfs/bin"));
        Files.copy(busybox(), bin.resolve("busybox"));
        bin.resolve("busybox").toFile().setExecutable(true, false);
        for (String program : PROGRAMS) Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
        return new BusyboxBundle(directory);
    }

    private static Path busybox() {
        for (String dir : System.getenv().getOrDefault("PATH", "/bin").split(":")) {
            Path file = Path.of(dir, "busybox");
            if (Files.isExecutable(file)) return file;
        }
        throw new IllegalStateException("no busybox");
    }

    /** An id that no other container of any test has. */
    static String id() {
        return "jlinux-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    }

    Path directory() {
        return directory;
    }

    Path root() {
        return directory.resolve("rootfs");
    }

    /** What runc's template makes of a shell script, without a terminal. */
    static OciConfig script(String script) {
        return script(OciConfig.template(), script);
    }

    static OciConfig script(OciConfig config, String script) {
        return config.withTerminal(false).withArgs("/bin/sh", "-c", script);
    }

    /** As {@link #script(String)}, on a root that can be written. */
    static OciConfig writable(String script) {
        return script(script).toBuilder().root(OciRoot.of("rootfs")).build();
    }

    OciContainer start(OciConfig config) throws IOException {
        return start(config, id());
    }

    OciContainer start(OciConfig config, String id) throws IOException {
        return OciBundle.of(directory, config).start(id, ContainerIo.pipes());
    }

    /** Runs it to its end, with nothing on its stdin. */
    Result run(OciConfig config) throws IOException, InterruptedException {
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.pipe());
        try (OciContainer container = OciBundle.of(directory, config).start(id(), io)) {
            return result(container);
        }
    }

    /** As {@link #run}, of a script in runc's template. */
    Result sh(String script) throws IOException, InterruptedException {
        return run(script(script));
    }

    /** What a script says, on both streams, as another process of a container that sleeps. */
    String exec(String script, UnaryOperator<OciProcess.Builder> edit) throws IOException, InterruptedException {
        OciRuntime runtime = OciRuntime.at(directory.resolve("state"));
        OciConfig config = script("exec sleep 1000");
        try (OciContainer container =
                runtime.start(id(), OciBundle.of(directory, config), ContainerOptions.of(ContainerIo.none()))) {
            OciProcess.Builder program =
                    config.process().orElseThrow().toBuilder().args("/bin/sh", "-c", script);
            return said(container, edit.apply(program).build(), ContainerOptions.DEFAULT);
        }
    }

    /** What a process that is added to a container says, on both streams; it has to end well. */
    static String said(OciContainer container, OciProcess program, ContainerOptions options)
            throws IOException, InterruptedException {
        ContainerIo io = new ContainerIo(Stdio.devNull(), Stdio.pipe(), Stdio.toStdout());
        try (LinuxProcess p = container.exec(program, options.io(io))) {
            String out = text(p.getInputStream());
            int code = p.waitFor();
            if (code != 0) throw new AssertionError("it ended with " + code + ": " + out);
            return out;
        }
    }

    static Result result(OciContainer container) throws InterruptedException {
        CompletableFuture<String> err =
                CompletableFuture.supplyAsync(() -> text(container.process().getErrorStream()));
        String out = text(container.process().getInputStream());
        return new Result(container.waitFor().shellCode(), out, err.join());
    }

    private static String text(InputStream in) {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
