package io.jlinux.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every public type of this module that others see has a text, and leads to the man page of what it stands for. */
class JavadocTest {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src/main/java/io/jlinux");
    private static final List<String> EXPORTED =
            List.of("sys", "mount", "security", "security/seccomp", "sched", "ns", "spawn", "sys/raw");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "(?ms)(/\\*\\*.*?\\*/)\\s*(?:@[^\\n]+\\n)*^public (?:[a-z-]+ )*(?:class|record|interface|enum) ");

    @Test
    void everyPublicTypeHasItsManPage() throws IOException {
        int types = 0;
        for (String directory : EXPORTED) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(directory))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    if (!source.contains("\npublic ")) continue;
                    var type = PUBLIC_TYPE.matcher(source);
                    assertThat(type.find()).as(file + " has a text").isTrue();
                    String text = type.group(1).substring(type.group(1).lastIndexOf("/**"));
                    assertThat(text)
                            .as(file.toString())
                            .containsPattern("https://(man7\\.org/linux/man-pages|docs\\.kernel\\.org)/");
                    types++;
                }
            }
        }
        assertThat(types).isGreaterThan(50);
    }
}
