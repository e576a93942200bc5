package io.jlinux.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which contenders run, how often, and where the results go.
 *
 * @param halting whether processors may halt
 * @param included regular expressions of JMH
 * @param excluded regular expressions of JMH: what this machine lacks
 */
record Selection(
        List<String> included, List<String> excluded, int rounds, boolean quick, boolean halting, Path output) {
    private static final String PACKAGE = "io\\.jlinux\\.benchmarks\\.";
    private static final long BIG_HEAP_NEEDS_KIB = 7L << 20;

    /** Of the options that {@code benchmarks/run} explains. */
    static Selection parse(String[] args) throws IOException {
        List<String> included = new ArrayList<>();
        int rounds = 5;
        boolean quick = false;
        boolean halting = false;
        Path output = Path.of("results");
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick" -> {
                    quick = true;
                    rounds = 1;
                }
                case "--halting" -> halting = true;
                case "--rounds" -> rounds = Integer.parseInt(value(args, ++i));
                case "--only" -> included.add(PACKAGE + classes(value(args, ++i)));
                case "--contender" -> included.add(PACKAGE + "\\w*" + value(args, ++i));
                case "--output" -> output = Path.of(value(args, ++i));
                default -> throw new IllegalArgumentException("not an option: " + args[i]);
            }
        }
        if (included.isEmpty()) included.add(PACKAGE);
        return new Selection(included, unavailable(), rounds, quick, halting, output);
    }

    private static String value(String[] args, int i) {
        if (i == args.length) throw new IllegalArgumentException(args[i - 1] + " wants a value");
        return args[i];
    }

    private static String classes(String group) {
        return switch (group) {
            case "spawn" -> ".*Spawn.*|.*Namespaces";
            case "container" -> ".*Container";
            case "sandbox" -> "Sandbox.*";
            case "cgroup" -> "(Sparse)?Cgroup\\w+\\.";
            case "network" -> "Network.*";
            case "seccomp" -> "Seccomp.*";
            default ->
                throw new IllegalArgumentException(
                        "--only spawn, container, sandbox, cgroup, network or seccomp, not " + group);
        };
    }

    private static List<String> unavailable() throws IOException {
        List<String> excluded = new ArrayList<>();
        if (!Files.isExecutable(Workshop.floor())) {
            excluded.add("\\.floor\\w*$|\\.(posixSpawn|fork|unshare|bubblewrap|crun|runc|ip|ipBatch)$");
        }
        if (Tools.find("unshare").isEmpty()) excluded.add("\\.unshare$");
        if (Tools.find("bwrap").isEmpty()) excluded.add("\\.bubblewrap$");
        if (Tools.find("ip").isEmpty()) excluded.add("\\.ip(Batch)?$");
        if (Tools.find("crun").isEmpty()) excluded.add("\\.crun$");
        if (Tools.find("runc").isEmpty()) excluded.add("\\.runc$");
        if (!Files.isExecutable(Workshop.libseccomp())) excluded.add("\\.libseccomp\\w*$");
        if (!Files.isExecutable(Workshop.floor())) excluded.add("Seccomp(Allowed|Argument|Refused)");
        if (memoryAvailableKib() < BIG_HEAP_NEEDS_KIB) excluded.add("SpawnFromBigHeap");
        return excluded;
    }

    private static long memoryAvailableKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
