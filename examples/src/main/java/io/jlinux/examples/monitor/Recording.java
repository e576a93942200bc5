package io.jlinux.examples.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The frames of a run. A long one is thinned out, so that it keeps its whole length in bounded memory. */
final class Recording {
    private static final int MOST = 2000;

    private final List<Frame> frames = new ArrayList<>();
    private int every = 1;
    private int seen;

    void add(Frame frame) {
        if (seen++ % every != 0) return;
        frames.add(frame);
        if (frames.size() < MOST) return;
        for (int i = 1; i < frames.size(); i++) frames.remove(i); // each second one
        every *= 2;
    }

    List<Frame> frames() {
        return List.copyOf(frames);
    }

    List<Frame> last(int n) {
        return List.copyOf(frames.subList(Math.max(0, frames.size() - n), frames.size()));
    }

    /** The paths of the cgroups without children that used the most of something, the most first. */
    List<String> largest(java.util.function.ToDoubleFunction<Usage> number, int n) {
        Map<String, Double> sums = new LinkedHashMap<>();
        for (Frame f : frames) {
            Set<String> parents = f.groups().values().stream()
                    .filter(u -> !u.path().isEmpty())
                    .map(Usage::parent)
                    .collect(Collectors.toSet());
            for (Usage u : f.groups().values()) {
                double value = number.applyAsDouble(u);
                if (u.path().isEmpty() || parents.contains(u.path()) || Double.isNaN(value)) continue;
                sums.merge(u.path(), value, Double::sum);
            }
        }
        return sums.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(n)
                .map(Map.Entry::getKey)
                .toList();
    }
}
