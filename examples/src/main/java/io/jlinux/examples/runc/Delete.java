package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciStatus;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code delete ID}. */
@Command(name = "delete", description = "remove a container that has stopped, or was only created")
final class Delete extends OfContainer implements Callable<Integer> {
    @Option(
            names = {"-f", "--force"},
            description = "kill it first; one that is not there is no error")
    boolean force;

    @Override
    public Integer call() throws IOException {
        if (force || runc.runtime().state(id).status() == OciStatus.CREATED)
            runc.runtime().deleteByForce(id);
        else runc.runtime().delete(id);
        return 0;
    }
}
