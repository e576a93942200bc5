package io.jlinux.examples.containers;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciState;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A container runtime of one's own: {@code SimpleRuntime [--root DIR] create web /bundles/web}, {@code start web} … */
@Command(name = "simple-runtime", mixinStandardHelpOptions = true, subcommands = CommandLine.HelpCommand.class)
public final class SimpleRuntime {
    @Option(names = "--root", description = "the state directory")
    private Path root = OciRuntime.standard().root();

    private OciRuntime runtime() {
        return OciRuntime.at(root);
    }

    @Command(description = "make a container whose program waits")
    int create(
            @Option(names = "--console-socket", description = "who takes the master of its terminal") @Nullable
                    Path console,
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "BUNDLE") Path bundle)
            throws IOException {
        // as runc does, on the streams that this process has; the container outlives it, and so must its terminal
        ContainerOptions options = ContainerOptions.of(ContainerIo.inherit());
        if (console != null) options = options.consoleSocket(console);
        runtime().create(id, OciBundle.load(bundle), options).detach();
        return 0;
    }

    @Command(description = "let its program begin")
    int start(@Parameters(paramLabel = "ID") String id) throws IOException {
        runtime().start(id);
        return 0;
    }

    @Command(description = "make, start, wait and remove")
    int run(@Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "BUNDLE") Path bundle)
            throws IOException, InterruptedException {
        return runtime().run(id, OciBundle.load(bundle));
    }

    @Command(description = "print its state")
    int state(@Parameters(paramLabel = "ID") String id) throws IOException {
        System.out.println(runtime().state(id).toDetailedJson());
        return 0;
    }

    @Command(description = "list all containers")
    int list() throws IOException {
        for (OciState s : runtime().list()) {
            System.out.printf("%-20s %-8s %s%n", s.id(), s.status(), s.bundle());
        }
        return 0;
    }

    @Command(description = "send it a signal")
    int kill(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "SIGNAL", defaultValue = "TERM") String signal)
            throws IOException {
        runtime().kill(id, Signal.parse(signal));
        return 0;
    }

    @Command(description = "run one more program in it")
    int exec(
            @Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "COMMAND", arity = "1..*") String[] args)
            throws IOException, InterruptedException {
        try (OciContainer container = runtime().get(id)) {
            OciProcess program = container.config().process().orElseThrow().toBuilder()
                    .args(args)
                    .terminal(false)
                    .build();
            try (LinuxProcess p = container.exec(program, ContainerOptions.DEFAULT)) {
                return p.waitFor();
            }
        }
    }

    @Command(description = "remove it")
    int delete(@Parameters(paramLabel = "ID") String id, @Option(names = {"-f", "--force"}) boolean force)
            throws IOException {
        if (force) runtime().deleteByForce(id);
        else runtime().delete(id);
        return 0;
    }

    /** Runs one command; errors are one line. */
    static int execute(String... args) {
        return new CommandLine(new SimpleRuntime())
                .setStopAtPositional(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    System.err.println("simple-runtime: " + e.getMessage());
                    return 1;
                })
                .execute(args);
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }
}
