package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.sys.Signal;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kill ID [SIGNAL]}. */
@Command(name = "kill", description = "send a signal to the first process of a container")
final class Kill extends OfContainer implements Callable<Integer> {
    @Option(
            names = {"-a", "--all"},
            description = "to all of its processes; one that has stopped is no error then")
    boolean all;

    @Parameters(index = "1", paramLabel = "SIGNAL", defaultValue = "SIGTERM", description = "a name or a number")
    String signal = "SIGTERM";

    @Override
    public Integer call() throws IOException {
        if (!all) {
            if (signal.matches("\\d+")) runc.runtime().kill(id, Integer.parseInt(signal));
            else runc.runtime().kill(id, Signal.parse(signal));
            return 0;
        }
        Signal parsed = Signal.parse(signal);
        try (OciContainer container = container()) {
            if (container.cgroup().isPresent()) container.killAll(parsed);
            else if (container.state().status() != OciStatus.STOPPED) container.kill(parsed);
        }
        return 0;
    }
}
