package io.jlinux.benchmarks;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.ContainerOptions;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import io.jlinux.oci.OciRuntime;
import java.io.IOException;
import java.nio.file.Path;

/** All that {@code runc run} does, every time: the config is read and checked, and a state directory knows the container. */
public class StatefulBundle extends Bundle {
    /** A tmpfs, as /run is on every host but on some containers that builds run in. */
    private static final OciRuntime RUNTIME = OciRuntime.at(Path.of("/dev/shm/jlinux-benchmark"));

    private static final ContainerOptions NO_STREAMS = ContainerOptions.of(ContainerIo.none());

    /** Reading and checking the config is a part of each start here. */
    @Override
    public void load() throws IOException {
        super.load();
        WarmUp.prepare(() -> OciBundle.load(Workshop.bundle()));
    }

    @Override
    int run() throws IOException, InterruptedException {
        try (OciContainer container =
                RUNTIME.start("jlinux-benchmark", OciBundle.load(Workshop.bundle()), NO_STREAMS)) {
            return code(container);
        }
    }

    /** In three steps, as a container manager has it. */
    int createStartDelete() throws IOException, InterruptedException {
        try (OciContainer container =
                RUNTIME.create("jlinux-benchmark", OciBundle.load(Workshop.bundle()), NO_STREAMS)) {
            container.start();
            int code = code(container);
            container.delete();
            return code;
        }
    }

    private static int code(OciContainer container) throws InterruptedException {
        int code = container.waitFor().shellCode();
        if (code != 0) throw new IllegalStateException("the program ended with " + code);
        return code;
    }
}
