package io.jlinux.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs that make networks, as the floor starts them. */
final class NetworkTools {
    private NetworkTools() {}

    /** A program in a network namespace of its own, which ends with it. */
    static List<String> unshared(String... command) {
        return program("unshare", "--net", command);
    }

    /** A program in a network namespace that is open here. */
    static List<String> entered(Path namespace, String... command) {
        return program("nsenter", "--net=" + namespace, command);
    }

    private static List<String> program(String name, String option, String... command) {
        List<String> line = new ArrayList<>();
        line.add(Tools.find(name).orElseThrow().toString());
        line.add(option);
        line.addAll(List.of(command));
        return line;
    }
}
