package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import java.io.IOException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** A command of one container. */
@SuppressWarnings("NullAway.Init") // picocli sets them
class OfContainer extends Help {
    @ParentCommand
    Runc runc;

    @Parameters(index = "0", paramLabel = "ID", description = "the container")
    String id;

    OciContainer container() throws IOException {
        return runc.container(id);
    }
}
