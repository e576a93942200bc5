package io.jlinux.examples.monitor;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Frames that no kernel gave. */
final class Frames {
    static final Machine MACHINE = new Machine("/jobs", "v2", 4, 8.0 * (1L << 30));
    private static final double NAN = Double.NaN;
    private static final double MIB = 1 << 20;

    private Frames() {}

    static Usage usage(String path, double cpu, double mib, double wait) {
        return new Usage(
                path,
                cpu,
                NAN,
                mib * MIB,
                path.isEmpty() ? NAN : 512 * MIB,
                1000,
                2 * MIB,
                12,
                NAN,
                new Usage.Waiting(wait, wait / 2, 0),
                0);
    }

    static Usage unknown(String path) {
        return new Usage(path, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, Usage.Waiting.UNKNOWN, NAN);
    }

    static Frame frame(int second, Usage... usages) {
        Map<String, Usage> groups = new LinkedHashMap<>();
        for (Usage u : usages) groups.put(u.path(), u);
        return new Frame(LocalTime.of(12, 0, second), second, groups);
    }

    /** A run in which the load of one job grows. */
    static List<Frame> run(int frames) {
        List<Frame> all = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            all.add(frame(
                    i % 60,
                    usage("", 1 + i * 0.1, 700 + i, 50),
                    usage("a", 0.5, 500, 5),
                    usage("a/inner", 0.5, 400, 5),
                    usage("b", 0.5 + i * 0.1, 200 + i, 90),
                    unknown("c")));
        }
        return all;
    }

    static View view(Sort sort, boolean tree, Frame... frames) {
        return new View(MACHINE, List.of(frames), sort, tree, false, 0, 1);
    }
}
