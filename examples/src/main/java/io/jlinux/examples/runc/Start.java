package io.jlinux.examples.runc;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code start ID}. */
@Command(name = "start", description = "let the program of a created container begin")
final class Start extends OfContainer implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        runc.runtime().start(id);
        return 0;
    }
}
