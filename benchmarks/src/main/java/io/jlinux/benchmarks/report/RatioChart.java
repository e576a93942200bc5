package io.jlinux.benchmarks.report;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;

/** The results as a picture: one panel a track, one bar a contender, JLinux in colour. */
final class RatioChart {
    private static final int COLUMNS = 3;
    private static final double HEADROOM = 1.12;
    private static final double LABEL_GAP = 0.05;
    private static final Color INK = new Color(0x2b2f36);
    private static final Color RULE = new Color(0xc9ced6);

    private RatioChart() {}

    static void draw(Results results, Path file) throws IOException {
        List<CategoryChart> panels = new ArrayList<>();
        for (Track track : results.tracks()) panels.add(panel(results, track));
        // the encoder wants a rectangle without holes
        int columns = COLUMNS;
        while (panels.size() % columns != 0) columns--;
        BitmapEncoder.saveBitmap(
                panels, panels.size() / columns, columns, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static CategoryChart panel(Results results, Track track) {
        List<Contender> contenders = List.copyOf(results.contenders(track));
        List<String> names = contenders.stream().map(c -> c.title).toList();
        CategoryChart chart = new CategoryChartBuilder()
                .width(680)
                .height(400)
                .title(track.fullTitle() + " [µs]")
                .build();
        double highest = 0;
        for (int i = 0; i < contenders.size(); i++) {
            Contender contender = contenders.get(i);
            double micros = results.median(track, contender);
            List<Double> bar = new ArrayList<>(Collections.nCopies(contenders.size(), null));
            bar.set(i, micros);
            chart.addSeries(contender.title, names, bar).setFillColor(color(contender.kind));
            highest = Math.max(highest, micros);
        }
        for (int i = 0; i < contenders.size(); i++) {
            double micros = results.median(track, contenders.get(i));
            double above = micros + highest * LABEL_GAP;
            chart.addAnnotation(new AnnotationText(MarkdownTable.micros(micros), i + 0.5, above, false));
        }
        style(chart);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(highest * HEADROOM);
        return chart;
    }

    private static Color color(Contender.Kind kind) {
        return switch (kind) {
            case FLOOR -> new Color(0x7d8796);
            case JLINUX -> new Color(0xe4572e);
            case PEER -> new Color(0xa9c6e0);
        };
    }

    /** Bars with their figure above them: no vertical axis, no grid, no box. */
    private static void style(CategoryChart chart) {
        chart.getStyler().setOverlapped(true).setAvailableSpaceFill(0.62);
        chart.getStyler()
                .setYAxisTicksVisible(false)
                .setPlotGridLinesVisible(false)
                .setAxisTicksMarksVisible(false)
                .setAxisTickMarksColor(RULE)
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14))
                .setXAxisTickLabelsColor(INK);
        chart.getStyler()
                .setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
                .setAnnotationTextFontColor(INK)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setChartTitleBoxVisible(false)
                .setChartFontColor(INK)
                .setChartPadding(24)
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setAntiAlias(true);
    }
}
