package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciState;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code list}. */
@Command(name = "list", description = "list the containers of the state directory")
@SuppressWarnings("NullAway.Init") // picocli sets it
final class ListContainers extends Help implements Callable<Integer> {
    @ParentCommand
    private Runc runc;

    @Option(names = {"-f", "--format"}, paramLabel = "table|json")
    private String format = "table";

    @Option(names = {"-q", "--quiet"}, description = "only the ids")
    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        List<OciState> states = runc.runtime().list();
        if (quiet) {
            states.forEach(s -> System.out.println(s.id()));
            return 0;
        }
        switch (format) {
            case "json" -> System.out.println(
                    states.stream().map(OciState::toDetailedJson).collect(Collectors.joining(",", "[", "]")));
            case "table" -> table(states);
            default -> throw new IllegalArgumentException("--format is table or json, not " + format);
        }
        return 0;
    }

    private static void table(List<OciState> states) {
        int width = states.stream().mapToInt(s -> s.id().length()).max().orElse(0);
        String line = "%-" + Math.max(width, 2) + "s   %-9s   %-9s   %-30s   %s%n";
        System.out.printf(line, "ID", "PID", "STATUS", "CREATED", "BUNDLE");
        for (OciState s : states) {
            System.out.printf(line, s.id(), s.pid().orElse(0), s.status().toString(), s.created(), s.bundle());
        }
    }
}
