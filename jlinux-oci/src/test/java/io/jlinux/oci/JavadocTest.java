package io.jlinux.oci;

import io.jlinux.testkit.JavadocRules;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("pure")
class JavadocTest {
    @TestFactory
    Stream<DynamicTest> everyTypeThatOthersSeeLeadsToItsSpecification() {
        return JavadocRules.ofThisModule()
                .leadTo(
                        "man7.org/linux/man-pages",
                        "docs.kernel.org",
                        "github.com/opencontainers/runtime-spec",
                        "www.cni.dev",
                        "github.com/containernetworking")
                .tests();
    }
}
