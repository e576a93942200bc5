package io.jlinux.examples.runc;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code state ID}. */
@Command(name = "state", description = "print the state of a container as JSON")
final class State extends OfContainer implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        System.out.println(runc.runtime().state(id).toDetailedJson());
        return 0;
    }
}
