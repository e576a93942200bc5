package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.HostState;
import io.jlinux.testkit.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.Tag;

/**
 * Whatever a config says, it is refused with the place of what is wrong, or does not start for a reason that is named, or runs and
 * ends. It is never an exception from inside, and nothing is left. 150 configs each; more with {@code -Djqwik.tries.default=N}.
 */
@Tag("programs")
class ConfigFuzzTest {
    private static final int NONE_FOUND = 0;

    private Path top = Path.of("/nonexistent");
    private Path dir = top;
    private HostState before = HostState.capture();
    private final Map<String, Integer> outcomes = new HashMap<>();

    /** A property that runs containers needs what their tests need. */
    static final class RunsContainers implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            Optional<String> missing = Requirement.USER_NAMESPACES.missing().or(Requirement.BUSYBOX_STATIC::missing);
            return missing.map(SkipResult::skip).orElseGet(SkipResult::doNotSkip);
        }
    }

    @BeforeProperty
    void makeBundle() throws IOException {
        top = Files.createTempDirectory("jlinux-fuzz");
        // what is above a bundle is ours, too
        dir = Files.createDirectory(top.resolve("bundle"));
        if (Requirement.BUSYBOX_STATIC.isMet()) BusyboxBundle.create(dir);
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home(); // stays open
        before = HostState.capture();
    }

    @AfterProperty
    void nothingIsLeft() throws IOException {
        before.assertNothingLeftBehind();
        try (Stream<Path> files = Files.walk(top)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
        }
        if (!outcomes.isEmpty()) {
            assertThat(outcomes).as("each kind of end is met").containsKeys("ran", "refused");
        }
    }

    @Provide
    Arbitrary<String> mutated() {
        return ConfigMutations.mutated();
    }

    @Provide
    Arbitrary<List<String>> edited() {
        return ConfigMutations.edited();
    }

    @Property
    void aMutatedConfigIsReadOrRefused(@ForAll("mutated") String json) {
        OciConfig config;
        try {
            config = ConfigReader.read(json.getBytes(StandardCharsets.UTF_8), pointer -> {});
        } catch (OciConfigException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(e.problem()).isNotBlank();
            return;
        }
        assertThat(ConfigReader.read(ConfigWriter.write(config), pointer -> {})).isEqualTo(config);
    }

    @Property
    @AddLifecycleHook(RunsContainers.class)
    void aMutatedConfigRunsOrSaysWhyNot(@ForAll("mutated") String json) throws Exception {
        try {
            Files.write(dir.resolve("config.json"), json.getBytes(StandardCharsets.UTF_8));
            run(OciBundle.load(dir));
        } catch (OciConfigException e) {
            assertThat(e.getMessage()).isNotBlank();
            count("refused");
        }
    }

    @Property
    @AddLifecycleHook(RunsContainers.class)
    void anEditedConfigRunsOrSaysWhyNot(@ForAll("edited") List<String> names) throws Exception {
        Map<String, UnaryOperator<OciConfig>> edits = ConfigMutations.edits();
        OciConfig config = ConfigMutations.valid().get(Requirement.ROOT.isMet() ? 0 : 2);
        for (String name : names) config = edits.get(name).apply(config);
        try {
            run(OciBundle.of(dir, config));
        } catch (OciConfigException e) {
            assertThat(e.pointer()).isNotBlank();
            count("refused");
        }
    }

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    private void run(OciBundle bundle) throws Exception {
        String id = BusyboxBundle.id();
        try (OciContainer container = bundle.timeout(Duration.ofSeconds(20)).start(id, ContainerIo.none())) {
            container.waitFor();
            count("ran");
        } catch (LinuxException e) {
            isToldWell(e);
        } catch (OciHookException | OciStateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(children()).as("processes").isEqualTo(NONE_FOUND);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
        assertThat(cgroups(id)).isEmpty();
    }

    private static void isToldWell(LinuxException e) {
        assertThat(e.operation()).as(e.getMessage()).isNotBlank();
        assertThat(e.rawErrno()).as(e.getMessage()).isPositive();
    }

    /** How many children this JVM has, zombies too. */
    private static long children() throws IOException {
        long found = 0;
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    String text = Files.readString(task.resolve("children")).strip();
                    if (!text.isEmpty()) found += text.split(" ").length;
                } catch (IOException e) {
                    // the thread has ended
                }
            }
        }
        return found;
    }

    private static List<Path> cgroups(String id) throws LinuxException {
        CgroupHost host = CgroupHost.current();
        if (host.mode() == CgroupHost.Mode.NONE) return List.of();
        try {
            return host.home().directories().stream()
                    .map(directory -> directory.resolve(id))
                    .filter(Files::exists)
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }
}
