package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that is root of a user namespace, as an engine of an ordinary user starts its runtime, and may do less than it looks. */
@NoLeaks
@Timeout(120)
@Requires({Requirement.BUSYBOX_STATIC, Requirement.USER_NAMESPACES})
class NestedTest {
    @Tag("heavy")
    @ParameterizedTest
    @ValueSource(strings = {"directory", "overlay"})
    void aContainerThereNeedsNoUserNamespaceOfItsOwn(String kind) throws Exception {
        try (BusyboxRoot root = BusyboxRoot.create()) {
            Files.createDirectories(root.path().resolve("proc"));
            Files.createDirectories(root.path().resolve("dev"));
            List<String> jvm =
                    ChildJvm.command(List.of(), NestedMain.class, root.path().toString(), kind);
            Run run = Run.of(Spawn.command(jvm).unshare(Namespace.USER, Namespace.MOUNT, Namespace.PID));
            assertThat(run.err()).isEmpty();
            assertThat(run.lines()).containsExactly("false", "1:3", "f", "1");
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void thisOneIsInTheFirst() {
        assertThat(UserNamespaces.isInitial()).isTrue();
    }
}
