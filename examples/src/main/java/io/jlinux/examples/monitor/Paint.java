package io.jlinux.examples.monitor;

import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** One line that is being written, of a width that it never exceeds. */
final class Paint {
    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle BOLD = AttributedStyle.BOLD;
    static final AttributedStyle DIM = AttributedStyle.DEFAULT.foreground(244);
    static final AttributedStyle TITLE =
            AttributedStyle.DEFAULT.foreground(231).background(24).bold();
    static final AttributedStyle HEAD = AttributedStyle.DEFAULT.foreground(75).bold();
    static final AttributedStyle ALARM = AttributedStyle.DEFAULT.foreground(203).bold();
    private static final AttributedStyle TRACK = AttributedStyle.DEFAULT.foreground(239);

    private final AttributedStringBuilder line = new AttributedStringBuilder();
    private final int width;

    Paint(int width) {
        this.width = width;
    }

    /** From calm to alarming. */
    static AttributedStyle level(double ratio) {
        int color = ratio >= 0.85 ? 203 : ratio >= 0.6 ? 221 : 114;
        return AttributedStyle.DEFAULT.foreground(color);
    }

    Paint text(String text, AttributedStyle style) {
        line.styled(style, text);
        return this;
    }

    Paint left(String text, int columns, AttributedStyle style) {
        String shown = Bars.shorten(text, columns);
        return text(shown + " ".repeat(columns - shown.length()), style);
    }

    Paint right(String text, int columns, AttributedStyle style) {
        String shown = Bars.shorten(text, columns);
        return text(" ".repeat(columns - shown.length()) + shown, style);
    }

    /** A bar with its track; an unknown ratio has none. */
    Paint bar(double ratio, int columns) {
        if (Double.isNaN(ratio)) return text(" ".repeat(columns), PLAIN);
        String filled = Bars.filled(ratio, columns);
        return text(filled, level(ratio)).text("·".repeat(columns - filled.length()), TRACK);
    }

    Paint history(double[] values, double most) {
        String steps = Bars.history(values, most);
        for (int i = 0; i < values.length; i++) {
            boolean nothing = Double.isNaN(values[i]) || values[i] <= 0;
            text(steps.substring(i, i + 1), nothing ? TRACK : level(values[i] / most));
        }
        return this;
    }

    /** Ends the line with {@code text} at the right edge. */
    Paint toTheRight(String text, AttributedStyle style) {
        int gap = width - line.columnLength() - text.length();
        return gap < 1 ? this : text(" ".repeat(gap) + text, style);
    }

    Paint fill(AttributedStyle style) {
        int gap = width - line.columnLength();
        return gap <= 0 ? this : text(" ".repeat(gap), style);
    }

    AttributedString line() {
        return line.toAttributedString().columnSubSequence(0, width);
    }
}
