package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jlinux-runc [GLOBAL OPTIONS] COMMAND [OPTIONS] ID}: commands, flags, output and exit codes are those of runc. */
@Command(
        name = Runc.NAME,
        description = "An OCI runtime on JLinux, for engines that call runc.",
        versionProvider = Version.class)
@SuppressWarnings("UnusedVariable") // some are only looked at by picocli
public final class Runc {
    static final String NAME = "jlinux-runc";
    static final int FAILED = 1;

    /** Any other code of exec is its program's. */
    static final int EXEC_FAILED = 255;

    @Option(names = "--root", paramLabel = "DIR", description = "where the state of containers is")
    @Nullable
    Path root;

    @Option(names = "--log", paramLabel = "FILE", description = "where errors are written, beside stderr")
    @Nullable
    Path log;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json")
    String logFormat = "text";

    @Option(names = "--debug", description = "tell more")
    boolean debug;

    @Option(
            names = "--rootless",
            paramLabel = "true|false|auto",
            description = "as for runc; what can be had is found by trying")
    String rootless = "auto";

    @Option(names = "--criu", paramLabel = "PATH", description = "not used", hidden = true)
    private @Nullable String criu;

    @Option(names = "--systemd-cgroup", description = "have systemd make the cgroups: cgroupsPath is SLICE:PREFIX:NAME")
    boolean systemdCgroup;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    private boolean help;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "print the version")
    private boolean version;

    /** Whether this JVM ends with the command. */
    boolean ends;

    /** For a process that is left to the engine's monitor, this JVM's parent, which wants to know how it ended, however short it was. */
    ContainerOptions detached(ContainerOptions options) {
        return ends ? options.leaveStatus() : options;
    }

    OciRuntime runtime() {
        if (!List.of("true", "false", "auto").contains(rootless)) {
            throw new IllegalArgumentException("--rootless is true, false or auto, not " + rootless);
        }
        OciRuntime runtime = root == null ? OciRuntime.standard() : OciRuntime.at(root);
        return systemdCgroup ? runtime.withSystemdCgroups() : runtime;
    }

    /** The container of this id; borrowed. */
    OciContainer container(String id) throws IOException {
        return runtime().get(id);
    }

    Log log(PrintStream stderr) {
        return new Log(log, logFormat.equals("json"), stderr);
    }

    /** Tells the failure of a command; returns what the process ends with. */
    int failed(PrintStream stderr, Exception e, String command) {
        log(stderr).error(Message.of(e));
        if (debug) e.printStackTrace(stderr);
        return command.equals("exec") ? EXEC_FAILED : FAILED;
    }

    void checkLogFormat() {
        if (!logFormat.equals("text") && !logFormat.equals("json")) {
            throw new IllegalArgumentException("--log-format is text or json, not " + logFormat);
        }
    }

    /** Runs one command and returns what the process ends with. */
    static int execute(PrintStream stdout, PrintStream stderr, String... args) {
        return execute(false, stdout, stderr, args);
    }

    private static int execute(boolean ends, PrintStream stdout, PrintStream stderr, String... args) {
        EngineLine plain = EngineLine.read(args);
        if (plain == null) return OptionsLine.execute(ends, stdout, stderr, args);
        plain.runc().ends = ends;
        return plain.execute(stderr);
    }

    public static void main(String[] args) {
        // found by name, and without a configuration to look for: both take longer than most commands
        List<String> line = Arrays.asList(args);
        boolean tells = line.contains("--debug");
        System.setProperty(
                "slf4j.provider",
                tells ? "org.slf4j.simple.SimpleServiceProvider" : "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
        if (!line.contains("state")) Ahead.begin(); // which makes no system call of its own
        System.exit(execute(true, System.out, System.err, args));
    }
}
