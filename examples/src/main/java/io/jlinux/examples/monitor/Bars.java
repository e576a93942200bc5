package io.jlinux.examples.monitor;

import java.util.Locale;

/** Numbers as text: bars, lines of history, amounts. */
final class Bars {
    static final String UNKNOWN = "–";
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉█";
    private static final String STEPS = "▁▂▃▄▅▆▇█";
    private static final String UNITS = "BKMGTP";

    private Bars() {}

    /** The filled part of a bar of {@code width} for a ratio from 0 to 1; never wider. */
    static String filled(double ratio, int width) {
        if (!(ratio > 0) || width <= 0) return "";
        int eighths = (int) Math.round(Math.min(ratio, 1) * width * 8);
        if (eighths == 0) eighths = 1; // little is not nothing
        String full = "█".repeat(eighths / 8);
        return eighths % 8 == 0 ? full : full + EIGHTHS.charAt(eighths % 8);
    }

    /** One character for each value, from 0 to {@code most}; blank where it is not known. */
    static String history(double[] values, double most) {
        StringBuilder s = new StringBuilder(values.length);
        for (double v : values) {
            if (Double.isNaN(v)) s.append(' ');
            else s.append(STEPS.charAt((int) Math.min(7, Math.max(0, Math.ceil(v / most * 8 - 0.08) - 1))));
        }
        return s.toString();
    }

    /** Bytes in at most five characters: {@code 1.5G}. */
    static String bytes(double bytes) {
        if (Double.isNaN(bytes)) return UNKNOWN;
        int unit = 0;
        double value = bytes;
        while (value >= 999.5 && unit < UNITS.length() - 1) {
            value /= 1024;
            unit++;
        }
        if (unit == 0 || value >= 9.95) return String.format(Locale.ROOT, "%.0f%c", value, UNITS.charAt(unit));
        return String.format(Locale.ROOT, "%.1f%c", value, UNITS.charAt(unit));
    }

    static String percent(double percent) {
        if (Double.isNaN(percent)) return UNKNOWN;
        return String.format(Locale.ROOT, percent > 0 && percent < 9.95 ? "%.1f" : "%.0f", percent);
    }

    static String count(double count) {
        return Double.isNaN(count) ? UNKNOWN : String.format(Locale.ROOT, "%.0f", count);
    }

    /** Cut in the middle, where the names of cgroups differ least. */
    static String shorten(String text, int width) {
        if (text.length() <= width) return text;
        if (width < 3) return text.substring(0, Math.max(0, width));
        int head = (width - 1) / 2;
        return text.substring(0, head) + "…" + text.substring(text.length() - (width - 1 - head));
    }
}
