package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code resume ID}. */
@Command(name = "resume", description = "let the processes of a paused container run on")
final class Resume extends OfContainer implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        try (OciContainer container = container()) {
            container.resume();
        }
        return 0;
    }
}
