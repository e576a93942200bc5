package io.jlinux.oci;

import io.jlinux.testkit.ArchitectureRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> theModuleKeepsTheHouseRules() {
        return ArchitectureRules.ofModuleOf(OciBundle.class)
                .layers(
                        "io.jlinux.sys io.jlinux.mount io.jlinux.security io.jlinux.ns io.jlinux.spawn",
                        "io.jlinux.cgroup io.jlinux.net",
                        "io.jlinux.oci.spec",
                        "io.jlinux.oci.state",
                        "io.jlinux.oci.run",
                        "io.jlinux.oci.cni",
                        "io.jlinux.oci")
                .tests();
    }
}
