package io.jlinux.examples.runc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code restore}: refused. */
@Command(name = "restore", description = "not supported: JLinux writes no images of running processes", hidden = true)
@SuppressWarnings("UnusedVariable") // only taken
final class Restore extends Help implements Callable<Integer> {
    @Unmatched
    private List<String> ignored = new ArrayList<>();

    @Override
    public Integer call() {
        throw new UnsupportedOperationException(
                "restore is not supported: JLinux writes no images of running processes");
    }
}
