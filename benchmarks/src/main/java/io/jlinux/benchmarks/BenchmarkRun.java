package io.jlinux.benchmarks;

import io.jlinux.benchmarks.report.ResultFiles;
import io.jlinux.benchmarks.report.Results;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the contenders in rounds: in each, every contender once, in a JVM of its own. Absolute times drift by 20% within minutes
 * here, so only contenders of the same round are compared, and the ratio that is reported is the median over the rounds.
 */
public final class BenchmarkRun {
    private static final Path LOG = Path.of("target", "jmh.log");

    private BenchmarkRun() {}

    public static void main(String[] args) throws IOException, RunnerException {
        Selection selection = Selection.parse(args);
        Workshop.prepare();
        benchmarks(selection).forEach(Results::requireKnown);
        Results results = new Results();
        Files.deleteIfExists(LOG);
        try (CpuDmaLatency latency = selection.halting() ? CpuDmaLatency.any() : CpuDmaLatency.none()) {
            for (int round = 1; round <= selection.rounds(); round++) {
                say("round %d of %d%n", round, selection.rounds());
                results.addRound(new Runner(options(selection, round)).run());
                // each round: a run that is ended early has figures, too
                ResultFiles.write(results, latency.toString(), selection.output());
            }
        }
        say("%s%n", Files.readString(selection.output().resolve(ResultFiles.TABLE)));
    }

    private static List<String> benchmarks(Selection selection) {
        OutputFormat silent = OutputFormatFactory.createFormatInstance(
                new PrintStream(OutputStream.nullOutputStream()), VerboseMode.SILENT);
        return BenchmarkList.defaultList().find(silent, selection.included(), selection.excluded()).stream()
                .map(BenchmarkListEntry::getUsername)
                .toList();
    }

    private static Options options(Selection selection, int round) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(1)
                .threads(1)
                .shouldFailOnError(true)
                .output(LOG.resolveSibling("jmh-round-" + round + ".log").toString());
        selection.included().forEach(options::include);
        selection.excluded().forEach(options::exclude);
        if (Runtime.version().feature() >= 22) options.jvmArgs("--enable-native-access=ALL-UNNAMED");
        if (selection.quick()) {
            options.warmupTime(TimeValue.milliseconds(700)).measurementTime(TimeValue.milliseconds(300));
        }
        return options.build();
    }

    @SuppressWarnings("PMD.SystemPrintln")
    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format, arguments);
    }
}
