package io.jlinux.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The Java code of the README, line by line, beside the source of a test that has it. */
public final class ReadmeCode {
    private static final Path HERE = Path.of(System.getProperty("basedir", "."));

    private ReadmeCode() {}

    /** The lines of one section that the test's source does not have; comments, spaces and dots apart. */
    public static List<String> missing(String heading, Class<?> test) throws IOException {
        String readme = "\n" + Files.readString(HERE.resolve("../README.md"));
        String begin = "\n" + heading + "\n";
        int from = readme.indexOf(begin);
        if (from < 0) throw new IllegalArgumentException("no section " + heading);
        String rest = readme.substring(from + begin.length());
        String section = rest.split("\n##+ ", 2)[0];
        String[] blocks = section.split("```java\n");
        if (blocks.length < 2) throw new IllegalArgumentException("no code in " + heading);
        Path file = HERE.resolve("src/test/java").resolve(test.getName().replace('.', '/') + ".java");
        String source = Files.readString(file).replaceAll("[\\s…]", "");
        List<String> missing = new ArrayList<>();
        for (String block : Arrays.asList(blocks).subList(1, blocks.length)) {
            for (String line : block.split("```", 2)[0].split("\n")) {
                String code = line.replaceFirst("(^|\\s)//.*", "").replaceAll("[\\s…]", "");
                if (!source.contains(code)) missing.add(line);
            }
        }
        return missing;
    }
}
