package io.jlinux.oci;

import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What it takes to break every step of a container's process once, and to see what is left. */
final class TapeSweep {
    private static final Pattern SKIP = Pattern.compile("(?:done: |, )skip (\\d+)");

    private static final Pattern NUMBER = Pattern.compile("^ *\\d+  ");
    private static final Pattern DESCRIPTOR = Pattern.compile("\\b\\d+<");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
    private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b");

    /** An emulated machine takes a sample. */
    static final int STRIDE = Boolean.getBoolean("jlinux.vm") ? 25 : 1;

    private TapeSweep() {}

    /** The seam that the tests of spawn have, and nobody else. */
    static void breakStep(Spawn spawn, int step) {
        try {
            Method method = Spawn.class.getDeclaredMethod("breakStep", int.class);
            method.setAccessible(true);
            method.invoke(spawn, step);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That the container would be in. */
    static List<Path> cgroupsOf(String id) {
        try (Stream<Path> tree = Files.find(
                Path.of("/sys/fs/cgroup"),
                8,
                (p, a) -> a.isDirectory() && p.getFileName().toString().equals(id))) {
            return tree.toList();
        } catch (IOException | UncheckedIOException e) {
            // another's went away meanwhile
            return List.of();
        }
    }

    /** The steps that are not always carried out, by their numbers, of what {@link Spawn#explain} says. */
    static Set<Integer> passedOver(List<String> lines) {
        Set<Integer> set = new HashSet<>();
        for (int i = 0; i < lines.size() - 1; i++) {
            Matcher skip = SKIP.matcher(lines.get(i + 1));
            while (skip.find()) {
                for (int s = 1; s <= Integer.parseInt(skip.group(1)); s++) set.add(i + s);
            }
        }
        // the candidates of PATH after the one that exists
        for (int i = lines.size() - 2; i >= 0 && lines.get(i + 1).contains("execve("); i--) set.add(i);
        return set;
    }

    /**
     * As above. What joins namespaces closes descriptors first, in as many steps as there are gaps between those that stay open: the start that is
     * broken may have one more or less than the one that was explained, and what breaks then is the neighbour.
     */
    static boolean mayBePassedOver(List<String> lines, int index) {
        Set<Integer> passed = passedOver(lines);
        if (passed.contains(index)) return true;
        boolean closes = lines.subList(0, index).stream().anyMatch(l -> l.contains(" close_range("));
        return closes && (passed.contains(index - 1) || passed.contains(index + 1));
    }

    /** The step from which on nobody but a starter hears of a failure: the last wait. */
    static int held(List<String> lines) {
        for (int i = lines.size() - 1; i > 0; i--) {
            if (lines.get(i).contains(" read(")) return i - 2;
        }
        throw new AssertionError("it does not wait");
    }

    /** A line without what is another in each start: numbers of steps, of descriptors and of processes, and the name of the container. */
    static String normal(String line, String id) {
        if (line.contains("close_range(")) return "close_range(others)";
        String bare = DESCRIPTOR.matcher(NUMBER.matcher(line).replaceFirst("")).replaceAll("N<");
        return bare.replace(id, "ID")
                .replaceAll("jlinux-names-[0-9a-z-]+", "NAMES")
                .replaceAll("of pid \\d+", "of PID");
    }

    /** What kind of step a line tells of: the system call, and the constants that say what it does. */
    static String kind(String line) {
        String bare = NUMBER.matcher(line).replaceFirst("");
        int call = bare.indexOf('(');
        if (call < 0) return bare;
        String args =
                QUOTED.matcher(bare.substring(call).split("\\) -> |; ", 2)[0]).replaceAll("");
        TreeSet<String> constants = new TreeSet<>();
        Matcher m = CONSTANT.matcher(args);
        while (m.find()) {
            // of which there is one for each capability, resource and attribute
            if (!m.group().matches("(CAP|RLIMIT|MOUNT_ATTR)_.*")) constants.add(m.group());
        }
        return bare.substring(0, call) + constants;
    }
}
