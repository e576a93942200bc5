package io.jlinux.benchmarks;

import io.jlinux.oci.ContainerIo;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.OciContainer;
import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The bundle, loaded once as an embedder does, and run as often as wanted. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up
public class Bundle {
    private OciBundle bundle;

    @Setup(Level.Trial)
    public void load() throws IOException {
        Workshop.prepare();
        bundle = open();
        WarmUp.prepare(bundle::explain);
    }

    OciBundle open() throws IOException {
        return OciBundle.load(Workshop.bundle());
    }

    /** Starts a container, waits for its end and removes it. */
    int run() throws IOException, InterruptedException {
        try (OciContainer container = bundle.start("jlinux-benchmark", ContainerIo.none())) {
            int code = container.waitFor().shellCode();
            if (code != 0) throw new IllegalStateException("the program ended with " + code);
            return code;
        }
    }
}
