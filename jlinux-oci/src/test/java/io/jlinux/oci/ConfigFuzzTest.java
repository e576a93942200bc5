package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.ConfigWriter;
import io.jlinux.oci.spec.FuzzSeed;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever a config says, it is refused with the place of what is wrong, or does not start for a reason that is named, or runs and
 * ends. It is never an exception from inside, and nothing is left. 150 configs each; more with {@code -Djqwik.tries.default=N}.
 */
@Tag("programs")
@AddLifecycleHook(FuzzSeed.class)
class ConfigFuzzTest {
    private static final int NONE_FOUND = 0;

    private Path top = Path.of("/nonexistent");
    private Path dir = top;
    private HostState before = HostState.capture();
    private Set<String> files = Set.of();
    private boolean hadState;
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
        hadState = Files.exists(OciRuntime.standard().root());
        // what is above a bundle is ours, too
        dir = Files.createDirectory(top.resolve("bundle"));
        Files.setPosixFilePermissions(top, PosixFilePermissions.fromString("rwxr-xr-x"));
        if (Requirement.BUSYBOX_STATIC.isMet()) BusyboxBundle.create(dir);
        Files.createFile(dir.resolve("config.json"));
        files = files();
        CgroupHost host = CgroupHost.current();
        if (host.mode() != CgroupHost.Mode.NONE) host.home(); // stays open
        before = HostState.capture();
    }

    @AfterProperty
    void nothingIsLeft() throws IOException {
        before.assertNothingLeftBehind();
        // a bundle whose hooks have to be told the state is kept there while it runs
        if (!hadState) Files.deleteIfExists(OciRuntime.standard().root());
        try (Stream<Path> all = Files.walk(top)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(p);
        }
        if (!outcomes.isEmpty()) {
            assertThat(outcomes).as("each kind of end is met").containsKeys("ran", "refused");
        }
    }

    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.map(p -> top.relativize(p).toString()).collect(Collectors.toSet());
        }
    }

    @Provide
    Arbitrary<String> fragment() {
        return Arbitraries.of(ConfigFragments.names());
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

    /** Each fragment alone. */
    @Property(generation = GenerationMode.EXHAUSTIVE)
    @AddLifecycleHook(RunsContainers.class)
    void aFragmentRunsOrSaysWhyNot(@ForAll("fragment") String name) throws Exception {
        OciConfig template = ConfigMutations.valid().get(Requirement.ROOT.isMet() ? 0 : 2);
        ObjectNode tree = ConfigFragments.with(ConfigMutations.tree(template), List.of(ConfigFragments.named(name)));
        Files.write(dir.resolve("config.json"), tree.toString().getBytes(StandardCharsets.UTF_8));
        try {
            run(OciBundle.load(dir));
        } catch (OciConfigException e) {
            assertThat(e.getMessage()).isNotBlank(); // what this host cannot do
        }
        outcomes.clear();
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
        OciConfigException refused = null;
        boolean ran = false;
        try {
            ran = runs(bundle, id);
        } catch (OciConfigException e) {
            refused = e;
        }
        assertThat(children()).as("processes").isEqualTo(NONE_FOUND);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(dir.toString());
        assertThat(cgroups(id)).isEmpty();
        assertThat(OciRuntime.standard().ids()).doesNotContain(id);
        Set<String> now = files();
        // where one has run, its mount points stay
        if (!ran) assertThat(now).as("files").isEqualTo(files);
        files = now;
        if (refused != null) throw refused;
    }

    private boolean runs(OciBundle bundle, String id) throws Exception {
        try (OciContainer container = bundle.timeout(Duration.ofSeconds(20)).start(id, ContainerIo.none())) {
            container.waitFor();
            count("ran");
            return true;
        } catch (LinuxException e) {
            isToldWell(e);
        } catch (OciHookException | OciStateException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        count("failed");
        return false;
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
            return Stream.of(host.home(), host.root())
                    .flatMap(c -> c.directories().stream())
                    .flatMap(directory -> Stream.of(id, "jlinux-fuzz", "jlinux-fuzz.slice:jlinux:a", "jlinux-x")
                            .map(directory::resolve))
                    .filter(Files::exists)
                    .toList();
        } catch (UncheckedIOException e) {
            return List.of();
        }
    }
}
