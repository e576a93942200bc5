package io.jlinux.examples.monitor;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code examples/run monitor}: what the cgroups of this host use, live, as text or as a chart. */
@Command(
        name = "monitor",
        mixinStandardHelpOptions = true,
        version = "JLinux examples",
        description = "Shows what the cgroups of this host use: live in a terminal, as plain text anywhere else.",
        footer = {"", "Keys: q quit, s sort, t tree or flat, space pause, + - interval, arrows scroll."})
public final class Monitor implements Callable<Integer> {
    /** What can be asked for. */
    static final class Options {
        @Option(
                names = {"-i", "--interval"},
                paramLabel = "SECONDS",
                description = "time between two samples, 0.1 to 3600 (default: ${DEFAULT-VALUE})")
        double interval = 1;

        @Option(
                names = {"-s", "--sort"},
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
        Sort sort = Sort.CPU;

        @Option(names = "--flat", description = "all cgroups in one list, not as a tree")
        boolean flat;

        @Option(
                names = {"-d", "--depth"},
                paramLabel = "LEVELS",
                description = "how deep to look (default: ${DEFAULT-VALUE})")
        int depth = 6;

        @Option(names = "--once", description = "one table, then end")
        boolean once;

        @Option(
                names = {"-b", "--batch"},
                description = "a table for each interval, as plain text")
        boolean batch;

        @Option(
                names = {"-n", "--count"},
                paramLabel = "COUNT",
                description = "how many tables, of --batch (default: no end)")
        int count;

        @Option(
                names = {"-w", "--width"},
                paramLabel = "COLUMNS",
                description = "of plain text, 60 to 500 (default: ${DEFAULT-VALUE})")
        int width = 120;

        @Option(
                names = {"-r", "--record"},
                paramLabel = "FILE",
                description = "in the end, write a chart of the run: .png or .svg")
        @Nullable
        Path record;
    }

    @Mixin
    private Options options = new Options();

    @Parameters(
            arity = "0..1",
            paramLabel = "CGROUP",
            defaultValue = "",
            description = "the cgroup to begin with, as a path from the root (default: the root)")
    private String cgroup = "";

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    private final PrintStream out;

    private Monitor(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.setProperty(
                "org.jline.utils.disableAlternateCharset", "true"); // its corners are letters where that fails
        System.exit(run(System.out, System.err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Monitor(out)).setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, a) -> {
            err.println("monitor: " + e.getMessage() + " (--help tells)");
            return 2;
        });
        line.setExecutionExceptionHandler((e, c, r) -> {
            err.println("monitor: " + (e instanceof IOException ? e.getMessage() : e));
            return 1;
        });
        return line.execute(args);
    }

    @Override
    public Integer call() throws Exception {
        check();
        CgroupHost host = CgroupHost.current();
        String path = cgroup.replaceAll("^/+|/+$", "");
        Recording recording = new Recording();
        Machine machine = Machine.of(path.isEmpty() ? "" : "/" + path, host);
        try (HierarchyReader reader = HierarchyReader.open(host, path, options.depth)) {
            Terminal terminal = options.once || options.batch ? null : terminal();
            if (terminal == null) {
                plain(reader, machine, recording);
            } else {
                try (terminal) {
                    new Live(terminal, reader, machine, options, recording::add).run();
                }
            }
        }
        if (options.record != null) {
            RunChart.write(recording, machine, options.record);
            out.println("chart: " + options.record);
        }
        return 0;
    }

    private void check() {
        if (!(options.interval >= 0.1 && options.interval <= 3600)) refuse("--interval is from 0.1 to 3600 seconds");
        if (options.depth < 0) refuse("--depth is not negative");
        if (options.count < 0) refuse("--count is not negative");
        if (options.width < 60 || options.width > 500) refuse("--width is from 60 to 500 columns");
        if (options.once && options.batch) refuse("--once and --batch exclude each other");
        if (options.record != null) checkRecord(options.record.toAbsolutePath());
    }

    /** Before the run, not after it. */
    private void checkRecord(Path file) {
        if (RunChart.format(file).isEmpty()) refuse("--record wants a file that ends with .png or .svg");
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) refuse("--record: there is no folder " + folder);
        else if (!Files.isWritable(Files.exists(file) ? file : folder)) refuse("--record: may not write " + file);
    }

    private void refuse(String why) {
        throw refusal(why);
    }

    private ParameterException refusal(String why) {
        if (spec == null) throw new IllegalStateException();
        return new ParameterException(spec.commandLine(), why);
    }

    /** The terminal this runs in, or null where there is none that can be drawn in. */
    private static @Nullable Terminal terminal() throws IOException {
        if (!isTerminal(0) || !isTerminal(1)) return null;
        if (!isTerminal(0) || !isTerminal(1)) return null;
        Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) return terminal;
        terminal.close();
        return null;
    }

    private static boolean isTerminal(int fd) throws IOException {
        String target = Files.readSymbolicLink(Path.of("/proc/self/fd", String.valueOf(fd)))
                .toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
    }

    private void plain(HierarchyReader reader, Machine machine, Recording recording) throws LinuxException {
        int tables = options.once ? 1 : options.count;
        for (int i = 0; tables == 0 || i < tables; i++) {
            try {
                Thread.sleep((long) (options.interval * 1000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Frame frame = reader.read();
            recording.add(frame);
            View view = new View(machine, recording.last(40), options.sort, !options.flat, false, 0, options.interval);
            if (i > 0) out.println();
            if (tables != 1) out.println(frame.time().withNano(0));
            Screen.table(view, options.width)
                    .forEach(line -> out.println(line.toString().stripTrailing()));
            if (out.checkError()) return; // who read it has gone
        }
    }
}
