package io.jlinux.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/** What the figures were taken on. */
final class Environment {
    private Environment() {}

    static String describe(String processors) throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[1];
        return String.format(
                Locale.ROOT,
                "%s, Linux %s, %s, %d processors, Java %s (%s). Load average over 5 minutes at the end: %s. %s%n"
                        + "Medians; ratios are medians over the rounds, of contenders of the same round. "
                        + "Only ratios count: absolute figures drift.",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                System.getProperty("java.vendor"),
                load,
                processors);
    }
}
