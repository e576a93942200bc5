package io.jlinux.examples.monitor;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;

/** A view as lines: a pure function of what was measured and of the size of the terminal. */
final class Screen {
    private static final int BAR = 8;
    private static final int SMALLEST_NAME = 14;
    private static final int LARGEST_NAME = 60;
    private static final int WAITING = 20;
    private static final int HISTORY = 16;

    private final View view;
    private final int width;
    private final boolean cpu;
    private final boolean io;
    private final boolean waiting;
    private final boolean history;
    private final int name;

    private Screen(View view, int width) {
        this.view = view;
        this.width = width;
        // what there is no room for is left out, the least important first
        int room = width - SMALLEST_NAME - 24 - 7;
        cpu = room >= 15;
        room -= 15;
        waiting = room >= WAITING;
        room -= waiting ? WAITING : 0;
        io = room >= 14;
        room -= io ? 14 : 0;
        history = waiting && room >= HISTORY + 2;
        room -= history ? HISTORY + 2 : 0;
        int fixed = 24 + 7 + (cpu ? 15 : 0) + (io ? 14 : 0) + (waiting ? WAITING : 0) + (history ? HISTORY + 2 : 0);
        name = Math.min(LARGEST_NAME, Math.max(4, width - fixed));
    }

    /** What fits: at most {@code height} lines of at most {@code width} columns. */
    static List<AttributedString> lines(View view, int width, int height) {
        Screen s = new Screen(view, width);
        List<AttributedString> lines = new ArrayList<>(new Summary(view, width).lines());
        lines.add(AttributedString.EMPTY);
        lines.add(s.head());
        int room = height - lines.size() - 1;
        List<Usage> rows = view.rows();
        int first = Math.max(0, Math.min(view.first(), rows.size() - room));
        for (int i = first; i < rows.size() && i < first + room; i++) lines.add(s.row(rows.get(i)));
        while (lines.size() < height - 1) lines.add(AttributedString.EMPTY);
        lines.add(s.keys(first, rows.size(), Math.max(room, 0)));
        return lines.subList(0, Math.min(lines.size(), Math.max(height, 0)));
    }

    /** The table alone, all of it. */
    static List<AttributedString> table(View view, int width) {
        Screen s = new Screen(view, width);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(s.head());
        for (Usage u : view.rows()) lines.add(s.row(u));
        return lines;
    }

    private AttributedString head() {
        Paint p = new Paint(width).left(" CGROUP", name, Paint.HEAD);
        if (cpu) p.left("  CPU%", 15, Paint.HEAD);
        p.left("  MEMORY", 24, Paint.HEAD).right("TASKS", 7, Paint.HEAD);
        if (io) p.right("READ/s", 7, Paint.HEAD).right("WRITE/s", 7, Paint.HEAD);
        if (waiting)
            p.right("WAIT% cpu", 10, Paint.HEAD).right("mem", 5, Paint.HEAD).right("io", 5, Paint.HEAD);
        if (history) p.text("  ", Paint.HEAD).left("WAITED", HISTORY, Paint.HEAD);
        return p.line();
    }

    private AttributedString row(Usage u) {
        Machine m = view.machine();
        Paint p = new Paint(width).left(label(u), name, u.depth() == 0 ? Paint.BOLD : Paint.PLAIN);
        if (cpu) {
            double cpus = Double.isNaN(u.cpuLimit()) ? m.processors() : u.cpuLimit();
            p.text("  ", Paint.PLAIN).bar(u.cpu() / cpus, BAR).right(Bars.percent(100 * u.cpu()), 5, Paint.PLAIN);
        }
        double memory = Double.isNaN(u.memoryLimit()) ? m.memory() : u.memoryLimit();
        p.text("  ", Paint.PLAIN).bar(u.memory() / memory, BAR).right(Bars.bytes(u.memory()), 6, Paint.PLAIN);
        String limit = Double.isNaN(u.memoryLimit()) ? "" : "/" + Bars.bytes(u.memoryLimit());
        boolean killed = u.oomKills() > 0;
        p.left(killed ? limit + "!" : limit, 8, killed ? Paint.ALARM : Paint.DIM);
        p.right(Bars.count(u.tasks()), 7, u.tasks() >= u.tasksLimit() ? Paint.ALARM : Paint.PLAIN);
        if (io) p.right(rate(u.read()), 7, Paint.PLAIN).right(rate(u.write()), 7, Paint.PLAIN);
        if (waiting) {
            Usage.Waiting w = u.waiting();
            p.text("     ", Paint.PLAIN);
            for (double percent : new double[] {w.cpu(), w.memory(), w.io()}) {
                p.right(Bars.percent(percent), 5, percent >= 10 ? Paint.level(percent / 50) : Paint.PLAIN);
            }
        }
        if (history) p.text("  ", Paint.PLAIN).history(waited(u.path()), 100);
        return p.line();
    }

    private static String rate(double bytes) {
        return bytes == 0 ? "0" : Bars.bytes(bytes);
    }

    private String label(Usage u) {
        if (u.path().isEmpty())
            return " "
                    + (view.machine().watched().isEmpty() ? "/" : view.machine().watched());
        if (!view.tree()) return " " + u.path();
        return " " + "  ".repeat(u.depth() - 1) + "└ " + u.name();
    }

    private double[] waited(String path) {
        double[] values = new double[HISTORY];
        List<Frame> frames = view.frames();
        for (int i = 0; i < HISTORY; i++) {
            int at = frames.size() - HISTORY + i;
            Usage then = at < 0 ? null : frames.get(at).groups().get(path);
            values[i] = then == null ? Double.NaN : then.waiting().most();
        }
        return values;
    }

    private AttributedString keys(int first, int rows, int room) {
        Paint p = new Paint(width).text(" ", Paint.DIM);
        key(p, "q", "quit");
        key(p, "s", "sort: " + view.sort().label());
        key(p, "t", view.tree() ? "flat" : "tree");
        key(p, "space", view.paused() ? "go on" : "pause");
        key(p, "+ -", "interval");
        key(p, "↑ ↓", "scroll");
        if (rows <= room) return p.line();
        String where = (first + 1) + "–" + Math.min(first + room, rows) + " of " + rows + " ";
        return p.toTheRight(where, Paint.DIM).line();
    }

    private static void key(Paint p, String key, String what) {
        p.text(key, Paint.HEAD).text(" " + what + "   ", Paint.DIM);
    }
}
