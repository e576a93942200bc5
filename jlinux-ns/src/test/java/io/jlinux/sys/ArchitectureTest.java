package io.jlinux.sys;

import io.jlinux.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        return ArchitectureRules.ofModuleOf(Fd.class)
                .layers(
                        "io.jlinux.sys.raw",
                        "io.jlinux.sys",
                        "io.jlinux.security.seccomp.bpf",
                        "io.jlinux.mount io.jlinux.sched io.jlinux.security io.jlinux.security.seccomp io.jlinux.ns",
                        "io.jlinux.spawn.tape",
                        "io.jlinux.spawn",
                        "io.jlinux.doctor")
                .tests();
    }
}
