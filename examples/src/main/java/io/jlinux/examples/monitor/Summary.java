package io.jlinux.examples.monitor;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jline.utils.AttributedString;

/** The lines above the table: the hierarchy as a whole, and how it came to that. */
final class Summary {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final int LABEL = 9;
    private static final int BAR = 24;
    private static final int FIGURES = 19;

    private final View view;
    private final int width;

    Summary(View view, int width) {
        this.view = view;
        this.width = width;
    }

    List<AttributedString> lines() {
        Usage top = view.now().top();
        Machine m = view.machine();
        double cpus = Double.isNaN(top.cpuLimit()) ? m.processors() : Math.min(top.cpuLimit(), m.processors());
        double memory = Double.isNaN(top.memoryLimit()) ? m.memory() : Math.min(top.memoryLimit(), m.memory());
        String used = String.format(Locale.ROOT, "%.2f of %s", top.cpu(), figure(cpus));
        String kept = Bars.bytes(top.memory()) + " of " + Bars.bytes(memory);
        return List.of(
                title(),
                gauge("cpu", top.cpu() / cpus, Double.isNaN(top.cpu()) ? Bars.UNKNOWN : used, Usage::cpu, cpus),
                gauge("memory", top.memory() / memory, kept, Usage::memory, memory),
                waiting(top));
    }

    private AttributedString title() {
        Machine m = view.machine();
        String where = m.watched().isEmpty() ? "/" : m.watched();
        Paint p = new Paint(width).text(" cgroups ", Paint.TITLE).text(where, Paint.TITLE);
        if (width >= 76) {
            String of = "   " + m.mode() + ", " + m.processors() + " processors, " + Bars.bytes(m.memory());
            p.text(of, Paint.TITLE.boldOff());
        }
        String clock = CLOCK.format(view.now().time()) + (view.paused() ? "  paused " : "  " + every() + " ");
        return p.toTheRight(clock.length() < 18 ? clock : clock.strip() + " ", Paint.TITLE)
                .fill(Paint.TITLE)
                .line();
    }

    private String every() {
        return figure(view.interval()) + " s";
    }

    private static String figure(double value) {
        return value == Math.rint(value) ? Bars.count(value) : String.format(Locale.ROOT, "%.2f", value);
    }

    private AttributedString gauge(
            String label, double ratio, String figures, ToDoubleFunction<Usage> number, double most) {
        Paint p = new Paint(width).left(" " + label, LABEL, Paint.HEAD).bar(ratio, BAR);
        p.text("  ", Paint.PLAIN).left(figures, FIGURES, Paint.BOLD);
        int room = width - LABEL - BAR - 2 - FIGURES - 1;
        return room < 4 ? p.line() : p.history(history(number, room), most).line();
    }

    private AttributedString waiting(Usage top) {
        Usage.Waiting w = top.waiting();
        Paint p = new Paint(width).left(" waiting", LABEL, Paint.HEAD);
        int room = Math.max(0, Math.min(40, (width - LABEL) / 3 - 14));
        waiting(p, "cpu ", w.cpu(), u -> u.waiting().cpu(), room);
        waiting(p, "memory ", w.memory(), u -> u.waiting().memory(), room);
        waiting(p, "io ", w.io(), u -> u.waiting().io(), room);
        return p.line();
    }

    private void waiting(Paint p, String label, double now, ToDoubleFunction<Usage> number, int room) {
        String figure = Double.isNaN(now) ? Bars.UNKNOWN : Bars.percent(now) + "%";
        p.text(label, Paint.DIM).left(figure, 5, Paint.BOLD);
        if (room > 0) p.history(history(number, room), 100);
        p.text("  ", Paint.PLAIN);
    }

    /** The last {@code n} values of the whole, the oldest first. */
    private double[] history(ToDoubleFunction<Usage> number, int n) {
        double[] values = new double[n];
        List<Frame> frames = view.frames();
        for (int i = 0; i < n; i++) {
            int at = frames.size() - n + i;
            values[i] =
                    at < 0 ? Double.NaN : number.applyAsDouble(frames.get(at).top());
        }
        return values;
    }
}
