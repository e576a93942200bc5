package io.jlinux.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciLinux;
import io.jlinux.oci.spec.OciProcess;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.SpawnException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.HostState;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * As {@link WholeLifeFaultTest}, of containers that have what its container has not: each step of which that one's plan knows nothing is
 * broken once. That no step and no property of a config is left out is said by the last two tests.
 */
@NoLeaks
@Timeout(400)
@InNamespace(Kind.NET)
@Requires({Requirement.ROOT, Requirement.BUSYBOX_STATIC})
class VariantFaultTest {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

    /** What the child does not hear of, or what only hosts have that are not made for tests. */
    private static final Set<String> NO_STEP_OR_NOT_HERE = Set.of(
            "commandLine", // of Windows
            "apparmorProfile", // LABEL, where the kernel has it
            "selinuxLabel", // the same steps; SelinuxTest
            "mountLabel",
            "intelRdt"); // of this JVM: ResctrlTest

    @TempDir
    Path dir;

    private OciRuntime runtime;

    @BeforeEach
    void makeRuntime() {
        runtime = OciRuntime.at(dir.resolve("state"));
    }

    /** A line of a plan, and how many like it there are before. */
    private record Step(String line, int before) {}

    /** What {@link Spawn#explain} says in the middle of a start. */
    private static List<String> explain(Spawn spawn) {
        try {
            return spawn.explain();
        } catch (LinuxException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FaultSetting base(FaultStage stage) {
        return FaultSetting.of(stage.bundle(FullConfig.get()));
    }

    private List<String> lines(FaultStage stage, FaultSetting setting) throws Exception {
        List<String> lines = new ArrayList<>();
        Set<Path> tree = stage.tree();
        String id = BusyboxBundle.id();
        setting.before().run();
        assertThat(setting.life(runtime.showChild(spawn -> lines.addAll(explain(spawn))), id))
                .isZero();
        setting.ended().run(true);
        stage.takeAway(tree);
        return lines.stream().map(l -> l.replace(id, "ID")).toList();
    }

    private static List<Step> steps(List<String> lines, String id) {
        List<Step> steps = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String normal = TapeSweep.normal(line, id);
            steps.add(new Step(
                    normal, (int) before.stream().filter(normal::equals).count()));
            before.add(normal);
        }
        return steps;
    }

    /** Only some kernels have it. */
    @Test
    void eachStepOfALabelFailsOnce() throws Exception {
        eachStepThatOnlyThisOneHasFailsOnce(FaultVariant.LABEL);
    }

    @Tag("heavy")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LABEL")
    void eachStepThatOnlyThisOneHasFailsOnce(FaultVariant variant) throws Exception {
        assumeTrue(variant.isPossible());
        try (FaultStage stage = new FaultStage(dir)) {
            Set<String> known = steps(lines(stage, base(stage)), "ID").stream()
                    .map(Step::line)
                    .collect(Collectors.toSet());
            FaultSetting setting = variant.on(stage);
            List<Step> all = steps(lines(stage, setting), "ID");
            List<Step> own = new ArrayList<>(all);
            // and some of the others, which fail when this one has done other things before
            int every = TapeSweep.STRIDE * 60;
            own.removeIf(step -> known.contains(step.line) && all.indexOf(step) % every != every / 2);
            assertThat(own).as("what only this one has").isNotEmpty();
            sweep(stage, setting, own);
        }
    }

    private void sweep(FaultStage stage, FaultSetting setting, List<Step> own) throws Exception {
        setting.before().run();
        HostState before = HostState.capture();
        List<String> children = HostState.children();
        List<String> mounts = Files.readAllLines(MOUNTS);
        Set<Path> tree = stage.tree();
        int stride = Math.min(TapeSweep.STRIDE, Math.max(1, own.size() / 3));
        List<AssertionError> wrong = new ArrayList<>();
        for (int i = 0; i < own.size(); i += stride) {
            Step step = own.get(i);
            String line = step.line;
            setting.before().run();
            try {
                boolean made = breaks(setting, step);
                setting.ended().run(made);
                List<Path> more = stage.takeAway(tree);
                if (!made) assertThat(more).as("in the root after " + line).isEmpty();
                assertThat(HostState.children()).as("children after " + line).isEqualTo(children);
                assertThat(Files.readAllLines(MOUNTS))
                        .as("mounts after " + line)
                        .isEqualTo(mounts);
                assertThat(runtime.ids()).as(line).isEmpty();
            } catch (AssertionError e) {
                wrong.add(e);
                stage.takeAway(tree);
            }
        }
        assertThat(wrong).isEmpty();
        setting.before().run();
        before.assertNothingLeftBehind();
    }

    /** Whether there was a container all the same. */
    private boolean breaks(FaultSetting setting, Step step) throws Exception {
        String id = BusyboxBundle.id();
        List<String> lines = new ArrayList<>();
        OciRuntime broken = runtime.showChild(spawn -> {
            lines.addAll(explain(spawn));
            int index = steps(lines, id).indexOf(step);
            assertThat(index).as("it has this step every time: " + step).isNotNegative();
            TapeSweep.breakStep(spawn, index);
        });
        String line = step.line;
        try {
            int code = setting.life(broken, id);
            int index = steps(lines, id).indexOf(step);
            boolean held = index >= TapeSweep.held(lines);
            assertThat(code).as(line).isIn(held ? List.of(0, 127) : List.of(0));
            assertThat(held || TapeSweep.mayBePassedOver(lines, index))
                    .as("a broken step that does not matter: " + line)
                    .isTrue();
            return true;
        } catch (SpawnException e) {
            int index = steps(lines, id).indexOf(step);
            assertThat(e.step()).as("%s: %s", line, e.getMessage()).isEqualTo(index);
            assertThat(e.errno()).as(line).isEqualTo(Errno.ENOSYS);
            assertThat(e.getMessage()).startsWith((e.operation() + " " + e.target()).strip() + ": ENOSYS");
        } catch (OciStateException e) {
            // it has not waited, and is about to end
            runtime.deleteByForce(id);
            assertThat(steps(lines, id).indexOf(step))
                    .as(line + ": " + e.getMessage())
                    .isGreaterThanOrEqualTo(TapeSweep.held(lines));
            return true;
        } catch (IOException e) {
            int index = steps(lines, id).indexOf(step);
            // whoever started it is told, when nobody else waits any more
            assertThat(index).as(line + ": " + e.getMessage()).isGreaterThanOrEqualTo(TapeSweep.held(lines));
            assertThat(e.getMessage()).isNotBlank();
            return true;
        }
        assertThat(TapeSweep.cgroupsOf(id)).as(line).isEmpty();
        return false;
    }

    // ---- that it is all

    private static Set<String> kinds(List<String> lines) {
        return lines.stream()
                .filter(l -> !l.startsWith("     "))
                .map(TapeSweep::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A step of a new kind, which a plan would show, is broken by one of the containers here, or this fails. */
    @Tag("heavy")
    @Test
    void everyKindOfStepThatAnyPlanHasIsBroken() throws Exception {
        Set<String> broken = new HashSet<>();
        try (FaultStage stage = new FaultStage(dir)) {
            broken.addAll(kinds(lines(stage, base(stage))));
        }
        for (FaultVariant variant : FaultVariant.values()) {
            if (!variant.isPossible()) continue;
            try (FaultStage stage = new FaultStage(Files.createDirectory(dir.resolve(variant.name())))) {
                broken.addAll(kinds(lines(stage, variant.on(stage))));
            }
        }
        Map<String, Set<String>> unbroken = new TreeMap<>();
        for (String name : GoldenPlanTest.names().toList()) {
            Set<String> kinds = kinds(GoldenPlanTest.golden(name));
            kinds.removeAll(broken);
            if (!kinds.isEmpty()) unbroken.put(name, kinds);
        }
        assertThat(unbroken).isEmpty();
    }

    /** A property that a config gets some day is set in one of the containers here, or this fails. */
    @Tag("heavy")
    @Test
    void everyPropertyOfAConfigIsSetInOneOfThem() throws Exception {
        Set<String> unset = new TreeSet<>();
        for (Class<?> type : List.of(OciConfig.class, OciProcess.class, OciLinux.class)) {
            for (RecordComponent c : type.getRecordComponents()) unset.add(c.getName());
        }
        OciProcess process = OciProcess.builder().build();
        OciConfig nothing = OciConfig.builder().build();
        List<OciConfig> configs = new ArrayList<>(List.of(FullConfig.get()));
        for (FaultVariant variant : FaultVariant.values()) {
            try (FaultStage stage = new FaultStage(Files.createDirectory(dir.resolve(variant.name())))) {
                if (variant.isPossible()) configs.add(variant.on(stage).bundle().config());
            }
        }
        for (OciConfig config : configs) {
            unset.removeAll(set(config, nothing));
            unset.removeAll(set(config.process().orElseThrow(), process));
            unset.removeAll(set(config.linux(), OciLinux.NONE));
        }
        unset.removeAll(NO_STEP_OR_NOT_HERE);
        // the version and the text that it was read from, and what only others read
        unset.removeAll(Set.of("ociVersion", "source", "annotations", "otherPlatforms"));
        if (!Files.exists(Path.of("/proc/self/numa_maps"))) unset.remove("memoryPolicy");
        assertThat(unset).isEmpty();
    }

    private static Set<String> set(Record value, Record unset) throws ReflectiveOperationException {
        Set<String> names = new HashSet<>();
        for (RecordComponent c : value.getClass().getRecordComponents()) {
            if (!c.getAccessor().invoke(value).equals(c.getAccessor().invoke(unset))) names.add(c.getName());
        }
        return names;
    }
}
