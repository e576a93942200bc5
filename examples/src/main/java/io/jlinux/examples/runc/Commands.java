package io.jlinux.examples.runc;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;

/**
 * The commands by name. Only the one that is called is made: to look through the annotations of all would take longer than most of
 * them do.
 */
final class Commands {
    private static final Set<String> GLOBAL_WITH_VALUE =
            Set.of("--root", "--log", "--log-format", "--rootless", "--criu");
    private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("create", Create::new);
        ALL.put("delete", Delete::new);
        ALL.put("events", Events::new);
        ALL.put("exec", Exec::new);
        ALL.put("features", Features::new);
        ALL.put("kill", Kill::new);
        ALL.put("list", ListContainers::new);
        ALL.put("pause", Pause::new);
        ALL.put("ps", Ps::new);
        ALL.put("resume", Resume::new);
        ALL.put("run", Run::new);
        ALL.put("spec", Spec::new);
        ALL.put("start", Start::new);
        ALL.put("state", State::new);
        ALL.put("update", Update::new);
        ALL.put("checkpoint", Checkpoint::new);
        ALL.put("restore", Restore::new);
        ALL.put("help", CommandLine.HelpCommand::new);
        ALL.put("generate-completion", AutoComplete.GenerateCompletion::new);
    }

    private Commands() {}

    /** Adds the command that {@code args} name; all of them where they name none, or help, which lists them. */
    static void addTo(CommandLine line, String... args) {
        Optional<String> called = called(List.of(args)).filter(ALL::containsKey);
        if (called.isPresent() && !called.get().equals("help") && !called.get().equals("generate-completion")) {
            add(line, called.get());
        } else {
            ALL.keySet().forEach(name -> add(line, name));
        }
    }

    private static void add(CommandLine line, String name) {
        CommandLine command =
                new CommandLine(Objects.requireNonNull(ALL.get(name)).get());
        // what follows the id is a program's, or ps'
        if (name.equals("exec") || name.equals("ps")) command.setStopAtPositional(true);
        line.addSubcommand(name, command);
    }

    private static Optional<String> called(List<String> args) {
        for (Iterator<String> i = args.iterator(); i.hasNext(); ) {
            String arg = i.next();
            if (!arg.startsWith("-")) return Optional.of(arg);
            if (GLOBAL_WITH_VALUE.contains(arg) && i.hasNext()) i.next();
        }
        return Optional.empty();
    }
}
