package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code update ID}. */
@Command(name = "update", description = "change the limits of a container")
final class Update extends OfContainer implements Callable<Integer> {
    @Option(
            names = {"-r", "--resources"},
            paramLabel = "FILE",
            description = "the limits as JSON, - for stdin; other options are not looked at then")
    @Nullable
    String resources;

    @Mixin
    private LimitOptions limits = new LimitOptions();

    @Override
    public Integer call() throws IOException {
        OciResources changes = resources == null ? limits.resources() : ConfigReader.readResources(read(resources));
        try (OciContainer container = container()) {
            container.update(changes);
        }
        return 0;
    }

    private static byte[] read(String file) throws IOException {
        return file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
    }
}
