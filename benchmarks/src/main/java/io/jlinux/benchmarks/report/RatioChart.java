package io.jlinux.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.ChartTheme;

/** The results as a picture: one panel a track, one bar a contender, JLinux in colour. */
final class RatioChart {
    private static final int COLUMNS = 3;
    private static final Color FLOOR = new Color(0x8a94a3);
    private static final Color JLINUX = new Color(0xe0562f);
    private static final Color PEER = new Color(0x9fc0de);
    private static final Color INK = new Color(0x2b2f36);

    private RatioChart() {}

    static void draw(Results results, Path file) throws IOException {
        List<CategoryChart> panels = new ArrayList<>();
        for (Track track : results.tracks()) panels.add(panel(results, track));
        int columns = Math.min(COLUMNS, panels.size());
        int rows = (panels.size() + columns - 1) / columns;
        BitmapEncoder.saveBitmap(panels, rows, columns, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static CategoryChart panel(Results results, Track track) {
        List<Contender> contenders = List.copyOf(results.contenders(track));
        CategoryChart chart = new CategoryChartBuilder()
                .width(640)
                .height(400)
                .theme(ChartTheme.GGPlot2)
                .title(track.fullTitle() + ", µs")
                .build();
        List<String> names = contenders.stream().map(c -> c.title).toList();
        for (int i = 0; i < contenders.size(); i++) {
            List<Double> bar = new ArrayList<>(Collections.nCopies(contenders.size(), null));
            bar.set(i, results.median(track, contenders.get(i)));
            chart.addSeries(contenders.get(i).title, names, bar).setFillColor(color(contenders.get(i).kind));
        }
        style(chart);
        return chart;
    }

    private static Color color(Contender.Kind kind) {
        return switch (kind) {
            case FLOOR -> FLOOR;
            case JLINUX -> JLINUX;
            case PEER -> PEER;
        };
    }

    private static void style(CategoryChart chart) {
        chart.getStyler()
                .setOverlapped(true)
                .setAvailableSpaceFill(0.6)
                .setLabelsVisible(true)
                .setLabelsPosition(1.0)
                .setLabelsFont(new Font(Font.SANS_SERIF, Font.BOLD, 14))
                .setLabelsFontColorAutomaticEnabled(false)
                .setLabelsFontColor(INK);
        chart.getStyler()
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
    }
}
