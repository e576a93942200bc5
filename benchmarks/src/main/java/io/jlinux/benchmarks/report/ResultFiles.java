package io.jlinux.benchmarks.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/** The three files of a run. */
public final class ResultFiles {
    public static final String JSON = "results.json";
    public static final String TABLE = "table.md";
    public static final String CHART = "chart.png";

    private ResultFiles() {}

    /** Writes all three into {@code directory}. */
    public static void write(Results results, String processors, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(JSON), json(results));
        Files.writeString(directory.resolve(TABLE), MarkdownTable.of(results, Environment.describe(processors)));
        RatioChart.draw(results, directory.resolve(CHART));
    }

    /** JMH's own format, with where this machine keeps its JDK left out. */
    private static String json(Results results) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results.merged());
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.getProperty("java.home") + "/bin/", "");
    }
}
