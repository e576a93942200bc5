package io.jlinux.oci.cni;

import io.jlinux.oci.run.MemoryFile;
import io.jlinux.spawn.Capture;
import io.jlinux.spawn.CapturedOutput;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Outcome;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs plugins: the request on stdin, the answer on stdout, for a bounded time and with bounded output. */
final class PluginRunner {
    private static final int MAX_OUTPUT = 4 << 20;
    private static final int KEPT_OF_STDERR = 4 << 10;

    private final CniOptions options;

    PluginRunner(CniOptions options) {
        this.options = options;
    }

    /**
     * Runs it to its end.
     *
     * @return what it printed
     * @throws CniException when it could not be run, failed, was interrupted, took too long or printed too much; in the last three
     *     cases it was killed
     */
    byte[] run(PluginRequest request) throws IOException {
        Path program = find(request);
        try (MemoryFile stdin = MemoryFile.of("request", request.stdin().getBytes(StandardCharsets.UTF_8));
                LinuxProcess plugin = start(request, program, stdin)) {
            Outcome outcome = await(request, plugin);
            CapturedOutput out = plugin.captured(1);
            String err = plugin.captured(2).text().strip();
            if (outcome.isSuccess() && out.omitted() == 0) return out.bytes();
            throw failure(request, outcome, out, err);
        }
    }

    private Path find(PluginRequest request) throws CniException {
        for (Path directory : options.pluginPath()) {
            Path program = directory.resolve(request.type());
            if (Files.isRegularFile(program) && Files.isExecutable(program)) return program;
        }
        String where = options.pluginPath().stream().map(Path::toString).collect(Collectors.joining(", "));
        throw new CniException(
                request.operation(),
                request.type(),
                0,
                "there is no such plugin in " + where,
                "",
                "Debian's package containernetworking-plugins has the common ones, in /usr/lib/cni",
                null);
    }

    private LinuxProcess start(PluginRequest request, Path program, MemoryFile stdin) throws CniException {
        Spawn spawn = Spawn.command(program.toString())
                .clearEnvironment()
                .limits(RunLimits.NONE.wallClock(options.timeout()))
                .stdin(Stdio.descriptor(stdin.fd()))
                .stdout(Capture.head(MAX_OUTPUT).killAfter(MAX_OUTPUT).stdio())
                .stderr(Capture.headAndTail(KEPT_OF_STDERR, KEPT_OF_STDERR).stdio());
        // plugins run other programs, such as iptables, and read their locale; what another runtime said is not for
        // them
        for (Map.Entry<String, String> e : System.getenv().entrySet()) {
            if (!e.getKey().startsWith("CNI_")) spawn.env(e.getKey(), e.getValue());
        }
        options.environment().forEach(spawn::env);
        request.environment().forEach(spawn::env);
        spawn.env("CNI_PATH", options.pluginPath().stream().map(Path::toString).collect(Collectors.joining(":")));
        try {
            return spawn.start();
        } catch (IOException e) {
            throw new CniException(
                    request.operation(), request.type(), 0, "cannot be run", String.valueOf(e.getMessage()), e);
        }
    }

    private static Outcome await(PluginRequest request, LinuxProcess plugin) throws CniException {
        try {
            return plugin.waitForOutcome();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniException(request.operation(), request.type(), 0, "was interrupted, and killed", "", e);
        }
    }

    private CniException failure(PluginRequest request, Outcome outcome, CapturedOutput out, String err) {
        return switch (outcome.kind()) {
            case TIMED_OUT ->
                error(request, "has not ended within " + options.timeout().toMillis() + " ms, and was killed", err);
            case OUTPUT_LIMIT -> error(request, "printed more than " + MAX_OUTPUT + " bytes, and was killed", err);
            default ->
                told(request, out.bytes(), err)
                        .orElseGet(() -> error(
                                request,
                                "ended with " + outcome + " and without an error of the protocol",
                                said(out, err)));
        };
    }

    /** The error that the plugin printed, as the protocol has it. */
    private static Optional<CniException> told(PluginRequest request, byte[] out, String err) {
        try {
            CniValue error = CniValue.document(CniJson.parse(out, request.type()), request.type());
            if (!error.at("code").present() && !error.at("msg").present()) return Optional.empty();
            int code = (int) error.at("code").optNumber(0, 0xffff_ffffL).orElse(0);
            String details = error.at("details").textOr("");
            return Optional.of(new CniException(
                    request.operation(),
                    request.type(),
                    code,
                    error.at("msg").textOr("failed"),
                    details.isEmpty() ? err : details,
                    null));
        } catch (CniConfigException e) {
            return Optional.empty();
        }
    }

    private static String said(CapturedOutput out, String err) {
        if (!err.isEmpty()) return err;
        String text = out.text().strip();
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }

    private static CniException error(PluginRequest request, String problem, String details) {
        return error(request, problem, details, null);
    }

    static CniException error(PluginRequest request, String problem, String details, @Nullable Throwable cause) {
        return new CniException(request.operation(), request.type(), 0, problem, details, cause);
    }
}
