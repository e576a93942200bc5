package io.jlinux.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the {@link Doctor} found. A value.
 *
 * @param host the machine, the kernel, the JVM and the user, in one line
 * @param findings in the order in which they were looked at
 * @see <a href="https://man7.org/linux/man-pages/man2/uname.2.html">uname(2), of which the first line is</a>
 */
public record Report(String host, List<Finding> findings) {
    private static final int WIDTH = 100;
    private static final String INDENT = " ".repeat(10);

    public Report {
        findings = List.copyOf(findings);
    }

    /** The finding of a subject, where it was looked at. */
    public Optional<Finding> find(String subject) {
        return findings.stream().filter(f -> f.subject().equals(subject)).findFirst();
    }

    /** Those that came out like this. */
    public List<Finding> of(State state) {
        return findings.stream().filter(f -> f.state() == state).toList();
    }

    /** The worst state of all. */
    public State worst() {
        return findings.stream().map(Finding::state).max(State::compareTo).orElse(State.OK);
    }

    /**
     * The report for a person to read: the areas one after the other, and under each no what to do.
     *
     * @param color whether with the colours of a terminal
     */
    public String text(boolean color) {
        StringBuilder s = new StringBuilder(paint(color, 1, "JLinux doctor"))
                .append(": ")
                .append(host)
                .append('\n');
        String area = "";
        int column = findings.stream().mapToInt(f -> f.subject().length()).max().orElse(0);
        for (Finding f : findings) {
            if (!f.area().equals(area))
                s.append('\n').append(paint(color, 1, f.area())).append('\n');
            area = f.area();
            String mark = switch (f.state()) {
                case OK -> paint(color, 32, "ok     ");
                case LIMITED -> paint(color, 33, "limited");
                case MISSING -> paint(color, 31, "missing");
            };
            String subject = f.subject() + " ".repeat(column - f.subject().length());
            String rest = " ".repeat(column + 2);
            s.append("  ").append(mark).append(' ').append(subject).append("  ");
            s.append(wrapped(f.found(), INDENT + rest)).append('\n');
            if (!f.meaning().isEmpty())
                s.append(INDENT)
                        .append(rest)
                        .append(wrapped(f.meaning(), INDENT + rest))
                        .append('\n');
            f.advice()
                    .ifPresent(a -> s.append(INDENT)
                            .append(rest)
                            .append(paint(color, 36, "-> "))
                            .append(wrapped(a, INDENT + rest + "   "))
                            .append('\n'));
        }
        return s.append('\n').append(summary()).append('\n').toString();
    }

    private String summary() {
        return of(State.OK).size() + " ok, " + of(State.LIMITED).size() + " limited, "
                + of(State.MISSING).size() + " missing";
    }

    private static String wrapped(String text, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (!line.isEmpty() && indent.length() + line.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return String.join("\n" + indent, lines);
    }

    private static String paint(boolean color, int code, String text) {
        return color ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    @Override
    public String toString() {
        return text(false);
    }
}
