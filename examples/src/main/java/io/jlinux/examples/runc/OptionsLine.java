package io.jlinux.examples.runc;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * A line as picocli reads it. Apart from {@link Runc}, whose methods the JVM looks at when it starts: it would open the jar for the classes of
 * picocli in them.
 */
final class OptionsLine {
    private OptionsLine() {}

    static int execute(boolean ends, PrintStream stdout, PrintStream stderr, String... args) {
        Runc runc = new Runc();
        runc.ends = ends;
        CommandLine line = new CommandLine(runc)
                .setOut(new PrintWriter(stdout, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(stderr, true, StandardCharsets.UTF_8));
        Commands.addTo(line, args);
        line.setParameterExceptionHandler((e, given) -> {
            Log log = runc.log(stderr);
            log.error(Message.of(e));
            if (runc.log == null)
                stderr.println("See '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return Runc.FAILED;
        });
        line.setExecutionExceptionHandler((e, command, parsed) -> runc.failed(stderr, e, command.getCommandName()));
        line.setExecutionStrategy(parsed -> {
            runc.checkLogFormat();
            if (parsed.subcommand() == null && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
                line.usage(line.getOut());
                return 0;
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return line.execute(args);
    }
}
