package io.jlinux.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints at the end of a run what was skipped and why, and one closing line. With the system property
 * {@code jlinux.summary} it also appends the closing counts and the reasons to that file, tab-separated, for scripts.
 */
public final class SkipSummary implements TestExecutionListener {
    private static final int NAMED = 3;
    private static final int REASON = 400;

    private final Map<String, List<String>> skipped = new TreeMap<>();
    private final List<String> failed = new ArrayList<>();
    private @Nullable TestPlan plan;
    private long passed;

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
        skipped.clear();
        failed.clear();
        passed = 0;
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        List<String> names = new ArrayList<>();
        if (plan != null)
            plan.getDescendants(test).stream().filter(TestIdentifier::isTest).forEach(t -> names.add(name(t)));
        if (names.isEmpty()) names.add(name(test));
        skipped.computeIfAbsent(reason, r -> new ArrayList<>()).addAll(names);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) passed++;
            }
            case ABORTED ->
                executionSkipped(
                        test, result.getThrowable().map(Throwable::getMessage).orElse("aborted"));
            case FAILED ->
                failed.add(
                        name(test) + result.getThrowable().map(SkipSummary::why).orElse(""));
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
        long skips = skipped.values().stream().mapToInt(List::size).sum();
        if (passed + failed.size() + skips == 0) return;
        print(System.out, skips);
        String file = System.getProperty("jlinux.summary", "");
        if (!file.isEmpty()) append(Path.of(file), skips);
    }

    private void print(PrintStream out, long skips) {
        skipped.forEach((reason, names) -> {
            String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
            out.printf("  skipped %3d: %s  [%s%s]%n", names.size(), reason, some, names.size() > NAMED ? ", …" : "");
        });
        failed.forEach(name -> out.println("  failed: " + name));
        out.printf("JLinux tests: %d passed, %d failed, %d skipped%n", passed, failed.size(), skips);
    }

    private void append(Path file, long skips) {
        StringBuilder lines = new StringBuilder();
        lines.append("counts\t" + passed + "\t" + failed.size() + "\t" + skips + "\n");
        skipped.forEach((reason, names) -> lines.append("skipped\t" + names.size() + "\t" + reason + "\n"));
        failed.forEach(name -> lines.append("failed\t1\t" + name + "\n"));
        try {
            Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was thrown, in one line: a multi-line message is most often an assertion's. */
    private static String why(Throwable thrown) {
        String line = thrown.toString().strip().replaceAll("\\s+", " ");
        return ": " + line.substring(0, Math.min(REASON, line.length()));
    }

    /** The class and what of it. */
    static String name(TestIdentifier test) {
        String id = test.getUniqueId();
        int at = id.lastIndexOf("[class:");
        if (at < 0) return test.getDisplayName();
        String type = id.substring(at + "[class:".length(), id.indexOf(']', at));
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return test.isContainer() && id.indexOf('/', at) < 0 ? simple : simple + "." + test.getDisplayName();
    }
}
