package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.spawn.LinuxProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code exec ID COMMAND...}. */
@Command(name = "exec", description = "run another process in a container")
@SuppressWarnings("NullAway.Init") // picocli sets them
final class Exec extends NewProcess implements Callable<Integer> {
    @ParentCommand
    Runc runc;

    @Parameters(index = "0", paramLabel = "ID", description = "the container")
    String id;

    @Parameters(index = "1..*", paramLabel = "COMMAND", description = "the program and its arguments")
    private List<String> command = new ArrayList<>();

    @Mixin
    ExecProcess changes = new ExecProcess();

    @Option(
            names = {"-d", "--detach"},
            description = "do not wait for its end")
    boolean detach;

    @Option(
            names = "--cgroup",
            paramLabel = "PATH",
            description = "the cgroup below the container's that it is put into")
    private @Nullable String cgroup;

    @Option(names = "--ignore-paused", description = "also in a container that is paused")
    private boolean ignorePaused;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (OciContainer container = runc.container(id)) {
            OciProcess program = changes.program(container, command);
            if (program.terminal() && detach && consoleSocket == null) {
                throw new IllegalArgumentException(
                        "cannot allocate tty if " + Runc.NAME + " will detach without setting console socket");
            }
            ContainerOptions options = options(ContainerIo.inherit());
            // as CONTROLLER:PATH, too: with one hierarchy the controller says nothing
            if (cgroup != null)
                options =
                        options.cgroup(cgroup.substring(cgroup.indexOf(':') + 1).replaceFirst("^/+", ""));
            if (ignorePaused) options = options.alsoPaused();
            if (detach) options = runc.detached(options);
            LinuxProcess process = container.exec(program, options);
            if (detach) return 0;
            try (process) {
                return Foreground.wait(process, program.terminal() && consoleSocket == null);
            }
        }
    }
}
