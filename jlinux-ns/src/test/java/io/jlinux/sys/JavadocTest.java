package io.jlinux.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every public type of this module that others see has a text, also inside another type, and leads to the man page of what it stands for,
 * by itself or by the type around it.
 */
@Tag("pure")
class JavadocTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."), "src/main/java");
    private static final Pattern EXPORTS = Pattern.compile("exports ([\\w.]+)");
    private static final String DECLARED = "(?:@[^\\n]+\\n\\s*)*%s(?:[a-z-]+ )*(?:class|record|interface|enum) (\\w+)";
    private static final Pattern TOP = Pattern.compile("(?m)^" + DECLARED.formatted("public "));
    private static final Pattern NESTED = Pattern.compile("(?m)^    " + DECLARED.formatted("(public )?"));
    private static final Pattern LINK = Pattern.compile("https://(man7\\.org/linux/man-pages|docs\\.kernel\\.org)/");

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Matcher exports = EXPORTS.matcher(Files.readString(MODULE.resolve("module-info.java")));
        while (exports.find()) {
            try (Stream<Path> files = Files.list(MODULE.resolve(exports.group(1).replace('.', '/')))) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    /** The javadoc that ends right before {@code at}, or nothing. */
    private static String textBefore(String source, int at) {
        String before = source.substring(0, at).stripTrailing();
        return before.endsWith("*/") ? before.substring(Math.max(0, before.lastIndexOf("/**"))) : "";
    }

    @Test
    void everyPublicTypeHasItsManPage() throws IOException {
        List<String> without = new ArrayList<>();
        int types = 0;
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher top = TOP.matcher(source);
            if (!top.find()) continue;
            types++;
            String text = textBefore(source, top.start());
            if (text.isEmpty() || !LINK.matcher(text).find()) without.add(file + ": " + top.group(1));
        }
        assertThat(without).isEmpty();
        assertThat(types).isGreaterThan(90);
    }

    @Test
    void everyPublicTypeInsideAnotherHasAText() throws IOException {
        List<String> without = new ArrayList<>();
        int types = 0;
        for (Path file : sources()) {
            String source = Files.readString(file);
            Matcher top = TOP.matcher(source);
            if (!top.find()) continue;
            boolean inInterface = top.group().contains("interface ");
            for (Matcher nested = NESTED.matcher(source); nested.find(); ) {
                // what is in an interface is public without a word
                if (nested.group(1) == null && (!inInterface || nested.group().contains("private "))) continue;
                types++;
                if (textBefore(source, nested.start()).isEmpty()) without.add(file + ": " + nested.group(2));
            }
        }
        assertThat(without).isEmpty();
        assertThat(types).isGreaterThan(20);
    }
}
