package io.jlinux.examples.runc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code checkpoint}: refused. */
@Command(
        name = "checkpoint",
        description = "not supported: JLinux writes no images of running processes",
        hidden = true)
@SuppressWarnings("UnusedVariable") // only taken
final class Checkpoint extends Help implements Callable<Integer> {
    @Unmatched
    private List<String> ignored = new ArrayList<>();

    @Override
    public Integer call() {
        throw new UnsupportedOperationException(
                "checkpoint is not supported: JLinux writes no images of running processes");
    }
}
