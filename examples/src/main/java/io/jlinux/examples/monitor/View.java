package io.jlinux.examples.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be shown. A value.
 *
 * @param frames the last ones, the newest last; at least one
 * @param tree whether children stand below their parents
 * @param first how many rows are scrolled away
 * @param interval seconds between two frames
 */
record View(Machine machine, List<Frame> frames, Sort sort, boolean tree, boolean paused, int first, double interval) {
    View {
        frames = List.copyOf(frames);
    }

    Frame now() {
        return frames.get(frames.size() - 1);
    }

    /** The cgroups in the order in which they are shown. */
    List<Usage> rows() {
        Map<String, Usage> groups = now().groups();
        if (!tree) return groups.values().stream().sorted(sort.order()).toList();
        Map<String, List<Usage>> children = new TreeMap<>();
        Usage top = now().top();
        for (Usage u : groups.values()) {
            if (!u.path().isEmpty())
                children.computeIfAbsent(u.parent(), k -> new ArrayList<>()).add(u);
        }
        List<Usage> rows = new ArrayList<>();
        add(top, children, rows);
        return rows;
    }

    private void add(Usage group, Map<String, List<Usage>> children, List<Usage> rows) {
        rows.add(group);
        children.getOrDefault(group.path(), List.of()).stream()
                .sorted(sort.order())
                .forEach(child -> add(child, children, rows));
    }
}
