package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.OciBundle;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code create ID}. */
@Command(name = "create", description = "create a container whose program waits for start")
@SuppressWarnings("NullAway.Init") // picocli sets them
final class Create extends NewContainer implements Callable<Integer> {
    @ParentCommand
    Runc runc;

    @Parameters(paramLabel = "ID", description = "its name, unique on this host")
    String id;

    @Override
    public Integer call() throws IOException {
        OciBundle loaded = bundle();
        checkTerminal(loaded, true);
        runc.runtime()
                .create(id, loaded, runc.detached(options(ContainerIo.inherit())))
                .detach();
        return 0;
    }
}
