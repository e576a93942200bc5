package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pause ID}. */
@Command(name = "pause", description = "stop all processes of a container where they are")
final class Pause extends OfContainer implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        try (OciContainer container = container()) {
            container.pause();
        }
        return 0;
    }
}
