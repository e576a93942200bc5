package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceScope;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The null device that children get is the host's, wherever the thread is that starts the first one. */
@NoLeaks
@Timeout(300)
class DevNullTest {
    /** A JVM of its own, in which nothing was started before. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws Exception {
            try (NamespaceScope ignored = Namespace.unshare(Namespace.MOUNT)) {
                Mounts.attach(Mount.tmpfs("/dev"));
                Files.writeString(Path.of("/dev/null"), "not the null device\n");
                try (LinuxProcess cat =
                        Spawn.command("cat").stdin(Stdio.devNull()).start()) {
                    String read = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    System.out.println("read: '" + read.strip() + "'");
                    cat.waitFor();
                }
            }
        }
    }

    @Tag("heavy")
    @Test
    @Requires(Requirement.ROOT)
    void isNotThatOfAMountNamespace() throws Exception {
        try (ChildJvm jvm = ChildJvm.start(List.of(), Main.class)) {
            assertThat(jvm.line("read: ")).isEqualTo("read: ''");
            jvm.assertEndsWell();
        }
    }
}
