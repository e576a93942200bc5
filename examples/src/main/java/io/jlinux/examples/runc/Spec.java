package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spec}: writes a config.json to begin with. */
@Command(name = "spec", description = "write a config.json to begin with")
final class Spec extends Help implements Callable<Integer> {
    @Option(names = {"-b", "--bundle"}, paramLabel = "DIR", description = "where; the current directory without it")
    private Path bundle = Path.of("");

    @Option(names = "--rootless", description = "for a user without privileges")
    private boolean rootless;

    @Override
    public Integer call() throws IOException {
        OciConfig config = rootless ? OciConfig.rootlessTemplate() : OciConfig.template();
        Files.writeString(bundle.resolve("config.json"), config.toJson() + "\n", StandardOpenOption.CREATE_NEW);
        return 0;
    }
}
