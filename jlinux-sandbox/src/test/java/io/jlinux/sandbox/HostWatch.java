package io.jlinux.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What of the host an attack might have changed; two of them are compared. */
record HostWatch(Map<String, String> facts) {
    private static final List<String> SYSCTLS = List.of(
            "kernel/core_pattern",
            "kernel/modprobe",
            "kernel/printk",
            "kernel/hostname",
            "kernel/domainname",
            "kernel/randomize_va_space",
            "kernel/poweroff_cmd",
            "vm/swappiness",
            "vm/overcommit_memory",
            "fs/suid_dumpable",
            "net/ipv4/ip_forward");

    static HostWatch look() throws IOException {
        Map<String, String> facts = new TreeMap<>();
        for (String key : SYSCTLS) {
            Path file = Path.of("/proc/sys", key);
            if (Files.isReadable(file)) facts.put(key, Files.readString(file).strip());
        }
        for (String dir : List.of("/", "/usr", "/usr/bin", "/etc", "/dev", "/tmp")) {
            try (Stream<Path> entries = Files.list(Path.of(dir))) {
                long escaped = entries.filter(p -> p.getFileName().toString().startsWith("jlinux-escaped"))
                        .count();
                facts.put("escaped files in " + dir, Long.toString(escaped));
            }
        }
        facts.put(
                "/usr/bin/env",
                Files.getLastModifiedTime(Path.of("/usr/bin/env")) + " "
                        + Files.getPosixFilePermissions(Path.of("/usr/bin/env")));
        facts.put(
                "swaps",
                Long.toString(Files.readAllLines(Path.of("/proc/swaps")).size()));
        return new HostWatch(facts);
    }

    /** Pids of the host's processes whose command line has {@code mark}. */
    static List<String> processes(String mark) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(p -> p.getFileName().toString().matches("\\d+"))
                    .filter(p -> commandLine(p).startsWith(mark))
                    .map(p -> p.getFileName().toString())
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of("a process went away meanwhile");
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"));
        } catch (IOException e) {
            return "";
        }
    }
}
