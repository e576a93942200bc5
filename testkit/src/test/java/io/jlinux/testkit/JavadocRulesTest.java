package io.jlinux.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("pure")
class JavadocRulesTest {
    private static final String LINK = "@see <a href=\"https://docs.kernel.org/x.html\">x</a>";

    @TempDir
    Path sources;

    private JavadocRules rules;

    @BeforeEach
    void aModule() throws IOException {
        write("module-info.java", "module m {\n    exports a.b;\n    exports a.c to d;\n}\n");
        write("a/b/package-info.java", "/** A text. */\npackage a.b;\n");
        write("a/c/package-info.java", "/** A text. */\npackage a.c;\n");
        write("a/b/Good.java", "package a.b;\n\n/** " + LINK + " */\n@Deprecated\npublic final class Good {}\n");
        rules = JavadocRules.of(sources).leadTo("man7.org/linux/man-pages", "docs.kernel.org");
    }

    private void write(String name, String text) throws IOException {
        Path file = sources.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void whatHasItsTextsAndLinksPasses() throws Throwable {
        write("a/b/Own.java", "package a.b;\n\nfinal class Own {}\n");
        write("a/internal/Hidden.java", "package a.internal;\n\npublic class Hidden {}\n");
        for (var test : rules.tests().toList()) test.getExecutable().execute();
    }

    @Test
    void aTypeWithoutATextOrLinkIsFound() throws Exception {
        write("a/b/NoText.java", "package a.b;\n\npublic record NoText(int a) {}\n");
        write("a/b/NoLink.java", "package a.b;\n\n/** A text. https://example.org/ */\npublic enum NoLink {}\n");
        write("a/c/ForSome.java", "package a.c;\n\n/** A text. */\npublic class ForSome {}\n");
        write("a/c/NoTextForSome.java", "package a.c;\n\npublic class NoTextForSome {}\n");
        assertThat(rules.typesWithoutLink())
                .extracting(t -> Path.of(t).getFileName())
                .containsExactly(Path.of("NoLink.java"), Path.of("NoText.java"), Path.of("NoTextForSome.java"));
        assertThat(JavadocRules.of(sources).typesWithoutLink())
                .extracting(t -> Path.of(t).getFileName())
                .containsExactly(Path.of("NoText.java"), Path.of("NoTextForSome.java"));
    }

    @Test
    void aTypeInsideAnotherWithoutATextIsFound() throws Exception {
        write("a/b/Outer.java", """
                package a.b;

                /** A text. */
                public interface Outer {
                    /** A text. */
                    enum Told {}

                    record Untold() {}

                    private class Own {}
                }
                """);
        write("a/b/Class.java", """
                package a.b;

                /** A text. */
                public class Class {
                    public static final class Seen {}

                    static final class Own {}
                }
                """);
        assertThat(rules.nestedWithoutText())
                .extracting(t -> t.substring(t.lastIndexOf('/') + 1))
                .containsExactly("Class.java: Seen", "Outer.java: Untold");
    }

    @Test
    void aPackageWithoutATextIsFound() throws Exception {
        write("a/b/package-info.java", "package a.b;\n");
        Files.delete(sources.resolve("a/c/package-info.java"));
        assertThat(rules.packagesWithoutText())
                .containsExactly(
                        sources.resolve("a/b").toString(),
                        sources.resolve("a/c").toString());
    }

    @Test
    void aModuleOfNothingIsFound() throws Exception {
        Files.delete(sources.resolve("a/b/Good.java"));
        assertThatThrownBy(rules::typesWithoutLink).hasMessageContaining("no public type");
    }
}
