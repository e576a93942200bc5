package io.jlinux.examples.runc;

import io.jlinux.oci.OciContainer;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ps ID [PS OPTIONS]}: the lines of ps(1) that are about processes of the container. */
@Command(name = "ps", description = "show the processes of a container")
final class Ps extends OfContainer implements Callable<Integer> {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "table|json")
    String format = "table";

    @Parameters(index = "1..*", paramLabel = "PS OPTIONS", description = "those of ps(1), -ef without them")
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Long> pids;
        try (OciContainer container = container()) {
            pids = container.processes();
        }
        switch (format) {
            case "json" ->
                System.out.println(pids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]")));
            case "table" -> table(pids);
            default -> throw new IllegalArgumentException("--format is table or json, not " + format);
        }
        return 0;
    }

    private void table(List<Long> pids) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(options.isEmpty() ? List.of("-ef") : options);
        try (LinuxProcess ps = Spawn.command(command)
                .stdin(Stdio.devNull())
                .stderr(Stdio.inherit())
                .start()) {
            List<String> lines = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (ps.waitFor() != 0 || lines.isEmpty()) throw new IOException("ps ended with " + ps.exitValue());
            int column = List.of(lines.get(0).strip().split("\\s+")).indexOf("PID");
            if (column < 0) throw new IOException("the output of ps has no column PID");
            System.out.println(lines.get(0));
            for (String line : lines.subList(1, lines.size())) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > column && pids.contains(Long.parseLong(fields[column]))) System.out.println(line);
            }
        }
    }
}
