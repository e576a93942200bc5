package io.jlinux.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The texts of the types of a module that others see, as tests for a {@code @TestFactory}:
 *
 * <pre>{@code
 * return JavadocRules.of(Path.of("src/main/java"))
 *         .leadTo("man7.org/linux/man-pages", "docs.kernel.org")
 *         .tests();
 * }</pre>
 *
 * <p>They read the sources of the packages that {@code module-info.java} exports, in the format that the build insists on.
 */
public final class JavadocRules {
    private static final Pattern EXPORTS = Pattern.compile("(?m)^ *exports ([\\w.]+)( to\\b)?");
    private static final String DECLARED =
            "(?:@[^\\n]+\\n\\s*)*%s(?:[a-z-]+ )*(?:class|record|@?interface|enum) (\\w+)";
    private static final Pattern TOP = Pattern.compile("(?m)^" + DECLARED.formatted("public "));
    private static final Pattern NESTED = Pattern.compile("(?m)^    " + DECLARED.formatted("(public )?"));

    private final Path sources;
    private final List<String> places;

    private JavadocRules(Path sources, List<String> places) {
        this.sources = sources;
        this.places = places;
    }

    /** The rules for the module whose {@code module-info.java} is in this directory. */
    public static JavadocRules of(Path sources) {
        return new JavadocRules(sources, List.of());
    }

    /** The rules for the module that Maven tests. */
    public static JavadocRules ofThisModule() {
        return of(Path.of(System.getProperty("basedir", "."), "src/main/java"));
    }

    /**
     * Adds that each type that everybody sees leads to what it stands for.
     *
     * @param documentation how the addresses begin, {@code https://} left out, one of which has to be in its text
     */
    public JavadocRules leadTo(String... documentation) {
        return new JavadocRules(sources, List.of(documentation));
    }

    /** One test for each rule. */
    public Stream<DynamicTest> tests() {
        return Stream.of(
                DynamicTest.dynamicTest("every package has a text", () -> check(packagesWithoutText())),
                DynamicTest.dynamicTest(
                        "every type has a text, and leads to " + places, () -> check(typesWithoutLink())),
                DynamicTest.dynamicTest("every type inside another has a text", () -> check(nestedWithoutText())));
    }

    private static void check(List<String> without) {
        assertEquals(List.of(), without);
    }

    List<String> packagesWithoutText() throws IOException {
        List<String> without = new ArrayList<>();
        for (Exported each : exported()) {
            Path file = each.directory().resolve("package-info.java");
            if (!Files.exists(file) || !Files.readString(file).startsWith("/**"))
                without.add(each.directory().toString());
        }
        return without;
    }

    List<String> typesWithoutLink() throws IOException {
        Pattern link = Pattern.compile(
                places.stream().map(Pattern::quote).collect(Collectors.joining("|", "https://(", ")/")));
        List<String> without = new ArrayList<>();
        for (Type type : types()) {
            String text = textBefore(type.source(), type.start());
            boolean leads =
                    places.isEmpty() || !type.forAll() || link.matcher(text).find();
            if (text.isEmpty() || !leads) without.add(type.toString());
        }
        return without;
    }

    List<String> nestedWithoutText() throws IOException {
        List<String> without = new ArrayList<>();
        for (Type type : types()) {
            for (Matcher nested = NESTED.matcher(type.source()); nested.find(); ) {
                // what is in an interface is public without a word
                boolean hidden = nested.group().contains("private ");
                boolean seen = nested.group(1) != null || (type.isInterface() && !hidden);
                if (seen && textBefore(type.source(), nested.start()).isEmpty())
                    without.add(type + ": " + nested.group(2));
            }
        }
        return without;
    }

    /** A file with a public type in it. */
    private record Type(Path file, String source, int start, boolean isInterface, boolean forAll) {
        @Override
        public String toString() {
            return file.toString();
        }
    }

    private List<Type> types() throws IOException {
        List<Type> types = new ArrayList<>();
        for (Exported each : exported()) {
            try (Stream<Path> files = Files.list(each.directory())) {
                for (Path file : files.sorted().toList()) {
                    String source = file.toString().endsWith(".java") ? Files.readString(file) : "";
                    Matcher top = TOP.matcher(source);
                    if (top.find()) {
                        types.add(
                                new Type(file, source, top.start(), top.group().contains("interface "), each.toAll()));
                    } else {
                        assertFalse(source.contains("\npublic "), file + " has a public type that this cannot read");
                    }
                }
            }
        }
        assertFalse(types.isEmpty(), "no public type below " + sources);
        return types;
    }

    /** A package that others see: everybody, or some modules only. */
    private record Exported(Path directory, boolean toAll) {}

    private List<Exported> exported() throws IOException {
        return EXPORTS.matcher(Files.readString(sources.resolve("module-info.java")))
                .results()
                .map(e -> new Exported(sources.resolve(e.group(1).replace('.', '/')), e.group(2) == null))
                .toList();
    }

    /** The javadoc that ends right before {@code at}, or nothing. */
    private static String textBefore(String source, int at) {
        String before = source.substring(0, at).stripTrailing();
        return before.endsWith("*/") ? before.substring(Math.max(0, before.lastIndexOf("/**"))) : "";
    }
}
