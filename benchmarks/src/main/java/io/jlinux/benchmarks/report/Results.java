package io.jlinux.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;

/** The results of all rounds, in microseconds. */
public final class Results {
    private final Map<Track, Map<Contender, List<double[]>>> iterations = new EnumMap<>(Track.class);
    private final Map<String, List<RunResult>> byBenchmark = new LinkedHashMap<>();

    /**
     * Whether there is a place for it in the tables.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static void requireKnown(String benchmark) {
        Entry.of(benchmark);
    }

    /** Adds what JMH returned for one round over all contenders. */
    public void addRound(Collection<RunResult> round) {
        for (RunResult result : round) {
            String name = result.getParams().getBenchmark();
            byBenchmark.computeIfAbsent(name, n -> new ArrayList<>()).add(result);
            Entry entry = Entry.of(name);
            iterations
                    .computeIfAbsent(entry.track(), t -> new TreeMap<>())
                    .computeIfAbsent(entry.contender(), c -> new ArrayList<>())
                    .add(scores(result));
        }
    }

    private static double[] scores(RunResult result) {
        return result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(Collection::stream)
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(primary -> primary.getScore())
                .toArray();
    }

    /** The rounds of each contender as further forks of one JMH result. */
    Collection<RunResult> merged() {
        return byBenchmark.values().stream()
                .map(rounds -> new RunResult(
                        rounds.get(0).getParams(),
                        rounds.stream()
                                .flatMap(r -> r.getBenchmarkResults().stream())
                                .toList()))
                .toList();
    }

    Collection<Track> tracks() {
        return iterations.keySet();
    }

    Collection<Contender> contenders(Track track) {
        return iterations.getOrDefault(track, Map.of()).keySet();
    }

    boolean has(Track track, Contender contender) {
        return contenders(track).contains(contender);
    }

    /** The median of all iterations of all rounds. */
    double median(Track track, Contender contender) {
        return Median.of(rounds(track, contender).stream()
                .flatMapToDouble(Arrays::stream)
                .toArray());
    }

    /** The medians of the rounds, each of its iterations. */
    double[] roundMedians(Track track, Contender contender) {
        return rounds(track, contender).stream().mapToDouble(Median::of).toArray();
    }

    private List<double[]> rounds(Track track, Contender contender) {
        return iterations.getOrDefault(track, Map.of()).getOrDefault(contender, List.of());
    }

    /** {@code a} divided by {@code b}: the median of the rounds' ratios, or empty when one of the two did not run. */
    OptionalDouble ratio(Entry a, Entry b) {
        double[] above = roundMedians(a.track(), a.contender());
        double[] below = roundMedians(b.track(), b.contender());
        int rounds = Math.min(above.length, below.length);
        if (rounds == 0) return OptionalDouble.empty();
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) ratios[i] = above[i] / below[i];
        return OptionalDouble.of(Median.of(ratios));
    }
}
