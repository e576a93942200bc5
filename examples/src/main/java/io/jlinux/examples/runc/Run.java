package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code run ID}. */
@Command(name = "run", description = "create and start a container, and wait for its end unless it is detached")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets them; one is only taken
final class Run extends NewContainer implements Callable<Integer> {
    @ParentCommand
    private Runc runc;

    @Parameters(paramLabel = "ID", description = "its name, unique on this host")
    private String id;

    @Option(
            names = {"-d", "--detach"},
            description = "do not wait for its end")
    private boolean detach;

    @Option(names = "--keep", description = "keep the container when it has ended")
    private boolean keep;

    @Option(names = "--no-subreaper", description = "this process is none anyway")
    private boolean noSubreaper;

    @Override
    public Integer call() throws IOException, InterruptedException {
        OciBundle loaded = bundle();
        checkTerminal(loaded, detach);
        ContainerOptions options = options(ContainerIo.inherit());
        if (detach) options = runc.detached(options);
        OciContainer container = runc.runtime().start(id, loaded, options);
        if (detach) {
            container.detach();
            return 0;
        }
        try {
            int code = Foreground.wait(container.process(), terminal(loaded) && consoleSocket == null);
            if (keep) container.detach();
            return code;
        } finally {
            container.close();
        }
    }

    private static boolean terminal(OciBundle loaded) {
        return loaded.config().process().isPresent()
                && loaded.config().process().get().terminal();
    }
}
