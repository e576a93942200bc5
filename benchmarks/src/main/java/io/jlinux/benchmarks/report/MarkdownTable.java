package io.jlinux.benchmarks.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as Markdown: one table a track, and the targets. A pure function of the results. */
final class MarkdownTable {
    private static final String NOTHING = "–";

    private final Results results;
    private final StringBuilder text = new StringBuilder(4096);

    private MarkdownTable(Results results) {
        this.results = results;
    }

    static String of(Results results, String environment) {
        MarkdownTable table = new MarkdownTable(results);
        table.line("# Benchmarks%n%n%s", environment);
        table.targets();
        for (Track track : results.tracks()) table.track(track);
        return table.text.toString();
    }

    private void targets() {
        line("%n## Targets%n");
        line("| | to reach | measured | |");
        line("|---|---:|---:|---|");
        for (Target target : Target.ALL) {
            OptionalDouble ratio = results.ratio(target.above(), target.below());
            String bound = (target.atMost() ? "≤ " : "≥ ") + ratio(target.limit());
            line(
                    "| %s | %s | %s | %s |",
                    target.text(),
                    bound,
                    ratio.isPresent() ? ratio(ratio.getAsDouble()) : NOTHING,
                    ratio.isEmpty() ? "not run" : target.isReached(ratio.getAsDouble()) ? "✔ pass" : "✘ miss");
        }
    }

    private void track(Track track) {
        line("%n## %s%n", track.fullTitle());
        line("| | median, µs | rounds, µs | ÷ C floor | ÷ JLinux |");
        line("|---|---:|---:|---:|---:|");
        for (Contender contender : results.contenders(track)) {
            double[] rounds = results.roundMedians(track, contender);
            line(
                    "| %s | %s | %s – %s | %s | %s |",
                    contender.kind == Contender.Kind.JLINUX ? "**" + contender.title + "**" : contender.title,
                    micros(results.median(track, contender)),
                    micros(Arrays.stream(rounds).min().orElseThrow()),
                    micros(Arrays.stream(rounds).max().orElseThrow()),
                    relative(track, contender, floor(track)),
                    relative(track, contender, Contender.JLINUX));
        }
    }

    private static Contender floor(Track track) {
        return switch (track) {
            case CGROUP_WRITE -> Contender.FLOOR_KEPT;
            default -> Contender.FLOOR;
        };
    }

    private String relative(Track track, Contender contender, Contender base) {
        OptionalDouble ratio = results.ratio(new Entry(track, contender), new Entry(track, base));
        return ratio.isPresent() ? ratio(ratio.getAsDouble()) : NOTHING;
    }

    /** Three significant digits, as far as there are that many. */
    static String micros(double micros) {
        String format = micros >= 100 ? "%,.0f" : micros >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, micros);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 100 ? "%.0f ×" : ratio >= 10 ? "%.1f ×" : "%.2f ×", ratio);
    }

    private void line(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
