package io.jlinux.testkit;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.reporting.legacy.xml.LegacyXmlReportGeneratingListener;

/**
 * Runs compiled tests without Maven: as another user, on another JDK, in the virtual machine. There JUnit's own console launcher takes
 * a quarter of a minute for the options of its command line alone.
 *
 * <pre>
 *   Suite REPORTS [--tag TAG | --without-tag TAG | --without-class REGEX]... [--class NAME]... [FOLDER-OF-CLASSES]
 * </pre>
 *
 * Prints a line for each test, and exits with 1 when one failed and with 2 when none was found.
 */
public final class Suite implements TestExecutionListener {
    private static final String NATIVE_IMAGE = "org.graalvm.nativeimage.imagecode";

    private final PrintStream out;
    private long found;
    private long failed;

    private Suite(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        Suite suite = new Suite(System.out);
        suite.run(args);
        if (suite.found == 0) System.exit(2);
        System.exit(suite.failed == 0 ? 0 : 1);
    }

    private void run(String... args) {
        List<DiscoverySelector> selectors = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> withoutTags = new ArrayList<>();
        List<String> withoutClasses = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            Consumer<String> option = switch (args[i]) {
                case "--tag" -> tags::add;
                case "--without-tag" -> withoutTags::add;
                case "--without-class" -> withoutClasses::add;
                case "--class" -> name -> selectors.add(DiscoverySelectors.selectClass(name));
                default -> null;
            };
            if (option != null) option.accept(args[++i]);
            else selectors.addAll(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(args[i]))));
        }
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectors)
                .filters(ClassNameFilter.includeClassNamePatterns(ClassNameFilter.STANDARD_INCLUDE_PATTERN));
        if (!tags.isEmpty()) request.filters(TagFilter.includeTags(tags));
        if (!withoutTags.isEmpty()) request.filters(TagFilter.excludeTags(withoutTags));
        if (!withoutClasses.isEmpty()) {
            request.filters(ClassNameFilter.excludeClassNamePatterns(withoutClasses.toArray(String[]::new)));
        }
        launcher()
                .execute(
                        request.build(),
                        this,
                        new LegacyXmlReportGeneratingListener(
                                Path.of(args[0]),
                                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true)));
    }

    /** Without its events for JFR, which a JVM needs seconds for in the virtual machine; JUnit leaves them out only in native images. */
    private static Launcher launcher() {
        System.setProperty(NATIVE_IMAGE, "runtime");
        try {
            return LauncherFactory.create();
        } finally {
            System.clearProperty(NATIVE_IMAGE);
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        found++;
        out.println(SkipSummary.name(test) + " :: SKIPPED: " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean successful = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
        if (successful && !test.isTest()) return;
        found++;
        out.println(SkipSummary.name(test) + " :: " + result.getStatus());
        if (result.getStatus() != TestExecutionResult.Status.FAILED) return;
        failed++;
        result.getThrowable().ifPresent(e -> e.printStackTrace(out));
    }
}
