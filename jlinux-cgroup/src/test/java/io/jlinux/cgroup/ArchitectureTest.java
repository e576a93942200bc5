package io.jlinux.cgroup;

import io.jlinux.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        return ArchitectureRules.ofModuleOf(CgroupLimits.class)
                .layers(
                        "io.jlinux.sys io.jlinux.mount io.jlinux.security io.jlinux.ns io.jlinux.spawn io.jlinux.doctor",
                        "io.jlinux.cgroup.stat io.jlinux.cgroup.file",
                        "io.jlinux.cgroup.v1 io.jlinux.cgroup.v2 io.jlinux.cgroup.watch",
                        "io.jlinux.cgroup",
                        "io.jlinux.cgroup.metrics io.jlinux.cgroup.systemd")
                .tests();
    }
}
