package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every public type of this module that others see has a text, and leads to the specification or the man page of what it stands for. */
@Tag("pure")
class JavadocTest {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src/main/java");
    private static final Pattern EXPORTED = Pattern.compile("(?m)^ *exports ([a-z.]+);");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?ms)(/\\*\\*.*?\\*/)\\s*(?:@[^\\n]+\\n)*^public (?:[a-z-]+ )*(?:class|record|interface|enum) ");

    @Test
    void everyPublicTypeHasItsSpecification() throws IOException {
        int types = 0;
        for (String directory : exported()) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(directory))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    if (!source.contains("\npublic ")) continue;
                    Matcher type = PUBLIC_TYPE.matcher(source);
                    assertThat(type.find()).as(file + " has a text").isTrue();
                    String text = type.group(1).substring(type.group(1).lastIndexOf("/**"));
                    assertThat(text)
                            .as(file.toString())
                            .containsPattern(
                                    "https://(man7\\.org/linux/man-pages|docs\\.kernel\\.org|github\\.com/opencontainers/runtime-spec|www\\.cni\\.dev|github\\.com/containernetworking)/");
                    types++;
                }
            }
        }
        assertThat(types).isGreaterThan(80);
    }

    /** The directories of the packages that others see. */
    private static List<String> exported() throws IOException {
        Matcher exports = EXPORTED.matcher(Files.readString(SOURCES.resolve("module-info.java")));
        return exports.results()
                .map((MatchResult e) -> e.group(1).replace('.', '/'))
                .toList();
    }
}
