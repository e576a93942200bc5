package io.jlinux.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ArchitectureRulesTest {
    /** Breaks the rules on purpose. */
    public static final class Offender {
        public Pointer leakedPointer() {
            System.out.println(new ProcessBuilder("true").command());
            return Pointer.NULL;
        }
    }

    @Test
    void theOffenderIsFound() {
        assertThat(broken("io.jlinux.testkit"))
                .contains(
                        "no public signature names a JNA type",
                        "nothing is printed: that is the application's choice",
                        "no process but through Spawn: the JDK's inherits descriptors and shells out")
                .doesNotContain("layers use only what is below them", "no finalizers");
    }

    @Test
    void aPackageInNoLayerIsFound() {
        assertThat(broken("io.jlinux.other")).contains("layers use only what is below them");
    }

    private static List<String> broken(String layer) {
        return ArchitectureRules.ofModuleOf(Offender.class)
                .layers(layer)
                .tests()
                .filter(ArchitectureRulesTest::fails)
                .map(DynamicTest::getDisplayName)
                .toList();
    }

    private static boolean fails(DynamicTest test) {
        try {
            test.getExecutable().execute();
            return false;
        } catch (Throwable e) {
            return true;
        }
    }
}
