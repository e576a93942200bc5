package io.jlinux.examples.monitor;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A recorded run as a picture of four panels: processors, memory, I/O, waiting. */
final class RunChart {
    /** What can be written. */
    enum Format {
        PNG,
        SVG
    }

    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int LINES = 5;
    private static final double MIB = 1 << 20;
    private static final Color INK = new Color(0x2b2f36);
    private static final Color RULE = new Color(0xe3e6ea);
    private static final Color ALL = new Color(0x8a93a0);
    private static final List<Color> COLORS = List.of(
            new Color(0xe4572e), new Color(0x2e86ab), new Color(0x3a9d5d), new Color(0xc98a1b), new Color(0x7a5ca8));

    private final Recording recording;
    private final double[] seconds;

    private RunChart(Recording recording) {
        this.recording = recording;
        this.seconds = recording.frames().stream().mapToDouble(Frame::seconds).toArray();
    }

    /** By the end of the file's name. */
    static Optional<Format> format(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) return Optional.of(Format.PNG);
        return name.endsWith(".svg") ? Optional.of(Format.SVG) : Optional.empty();
    }

    /**
     * Writes the picture.
     *
     * @throws IOException where nothing was recorded or the file cannot be written
     */
    static void write(Recording recording, Machine machine, Path file) throws IOException {
        if (recording.frames().isEmpty()) throw new IOException("nothing was recorded for " + file);
        List<XYChart> panels = new RunChart(recording).panels();
        if (format(file).orElseThrow() == Format.PNG) {
            BufferedImage image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
            Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            paint(g, panels);
            g.dispose();
            try (OutputStream out = Files.newOutputStream(file)) {
                ImageIO.write(image, "png", out);
            }
        } else {
            VectorGraphics2D g = new VectorGraphics2D();
            paint(g, panels);
            try (OutputStream out = Files.newOutputStream(file)) {
                PageSize size = new PageSize(2 * WIDTH, 2 * HEIGHT);
                new SVGProcessor().getDocument(g.getCommands(), size).writeTo(out);
            }
        }
    }

    private static void paint(Graphics2D g, List<XYChart> panels) {
        for (int i = 0; i < panels.size(); i++) {
            Graphics2D part = (Graphics2D) g.create();
            part.translate(i % 2 * WIDTH, i / 2 * HEIGHT);
            panels.get(i).paint(part, WIDTH, HEIGHT);
            part.dispose();
        }
    }

    private List<XYChart> panels() {
        return List.of(
                panel("Processors in use", Usage::cpu),
                panel("Memory in use [MiB]", u -> u.memory() / MIB),
                panel("Read and written [MiB/s]", u -> u.io() / MIB),
                waiting());
    }

    /** The whole, and the largest cgroups that have no others in them. */
    private XYChart panel(String title, ToDoubleFunction<Usage> number) {
        XYChart chart = chart(title);
        line(chart, "all", "", number, ALL);
        double most = recording.frames().stream()
                .mapToDouble(f -> number.applyAsDouble(f.top()))
                .filter(v -> !Double.isNaN(v))
                .max()
                .orElse(0);
        if (most <= 0) chart.getStyler().setYAxisMax(1.0); // else nothing would have no scale
        int i = 0;
        for (String path : recording.largest(number, LINES)) {
            line(chart, Bars.shorten(path, 26), path, number, COLORS.get(i++));
        }
        return chart;
    }

    private XYChart waiting() {
        XYChart chart = chart("Some task waits [% of the time]");
        line(chart, "for a processor", "", u -> u.waiting().cpu(), COLORS.get(0));
        line(chart, "for memory", "", u -> u.waiting().memory(), COLORS.get(1));
        line(chart, "for I/O", "", u -> u.waiting().io(), COLORS.get(2));
        chart.getStyler().setYAxisMax(100.0);
        return chart;
    }

    private void line(XYChart chart, String label, String path, ToDoubleFunction<Usage> number, Color color) {
        double[] values = recording.frames().stream()
                .mapToDouble(f -> {
                    Usage u = f.groups().get(path);
                    return u == null ? Double.NaN : number.applyAsDouble(u);
                })
                .toArray();
        for (double v : values) {
            if (Double.isNaN(v)) continue;
            XYSeries series = chart.addSeries(unique(chart, label), seconds, values);
            series.setMarker(SeriesMarkers.NONE).setLineColor(color).setLineStyle(new BasicStroke(2.2f));
            return;
        }
    }

    private static String unique(XYChart chart, String label) {
        String name = label;
        for (int i = 2; chart.getSeriesMap().containsKey(name); i++) name = label + " " + i;
        return name;
    }

    private static XYChart chart(String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("seconds")
                .build();
        chart.getStyler()
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18))
                .setChartTitleBoxVisible(false)
                .setChartFontColor(INK)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartPadding(20)
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        chart.getStyler()
                .setPlotGridLinesColor(RULE)
                .setPlotGridVerticalLinesVisible(false)
                .setAxisTicksLineVisible(false)
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setXAxisTickLabelsColor(INK)
                .setYAxisTickLabelsColor(INK)
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13))
                .setDecimalPattern("#,##0.##");
        chart.getStyler().setYAxisMin(0.0);
        return chart;
    }
}
