package io.jlinux.examples;

import io.jlinux.oci.OciBundle;
import java.io.IOException;
import java.nio.file.Path;

/** Runs an OCI bundle on the terminal: {@code RunBundle DIRECTORY ID}; ends with the container's exit code. */
public final class RunBundle {
    private RunBundle() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(OciBundle.load(Path.of(args[0])).run(args[1]));
    }
}
