package io.jlinux.examples.runc;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciBundle;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that {@code create} and {@code run} share. */
class NewContainer extends NewProcess {
    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "DIR",
            description = "the bundle; the current directory without it")
    Path bundle = Path.of("");

    @Option(names = "--no-pivot", description = "for a root on a ramdisk. Not safe")
    boolean noPivot;

    @Option(names = "--no-new-keyring", description = "keep the caller's session keyring")
    boolean noNewKeyring;

    OciBundle bundle() throws IOException {
        return OciBundle.load(bundle.toAbsolutePath().normalize());
    }

    @Override
    ContainerOptions options(ContainerIo io) {
        ContainerOptions options = super.options(io);
        if (noPivot) options = options.withoutPivot();
        return noNewKeyring ? options.withCallersKeyring() : options;
    }

    /** A detached process with a terminal has nobody but the socket to give it to. */
    void checkTerminal(OciBundle loaded, boolean detached) {
        boolean terminal = loaded.config().process().isPresent()
                && loaded.config().process().get().terminal();
        if (terminal && detached && consoleSocket == null) {
            throw new IllegalArgumentException(
                    "cannot allocate tty if " + Runc.NAME + " will detach without setting console socket");
        }
        if (!terminal && consoleSocket != null) {
            throw new IllegalArgumentException(
                    "cannot use console socket if " + Runc.NAME + " will not detach or allocate tty");
        }
    }
}
