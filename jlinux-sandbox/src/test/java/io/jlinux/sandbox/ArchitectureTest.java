package io.jlinux.sandbox;

import io.jlinux.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        return ArchitectureRules.ofModuleOf(Sandbox.class)
                .layers(
                        "io.jlinux.sys io.jlinux.mount io.jlinux.security io.jlinux.ns io.jlinux.spawn io.jlinux.doctor",
                        "io.jlinux.cgroup",
                        "io.jlinux.sandbox")
                .tests();
    }
}
