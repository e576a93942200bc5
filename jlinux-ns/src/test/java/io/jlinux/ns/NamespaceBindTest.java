package io.jlinux.ns;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.sys.Fd;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.Kind;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ways to mount a namespace on a file: by descriptors, and as kernels before 5.2 have it. */
@NoLeaks
@InNamespace(Kind.MOUNT)
@Requires(Requirement.ROOT)
class NamespaceBindTest {
    @TempDir
    Path dir;

    @Test
    void bothWaysDoTheSame() throws Exception {
        for (boolean newMountApi : new boolean[] {true, false}) {
            Path file = Files.createFile(dir.resolve("ns" + newMountApi));
            long id;
            try (NamespaceHandle uts = Namespace.UTS.create();
                    Fd target = Fd.open(file, Fcntl.O_RDONLY)) {
                id = uts.id();
                NamespaceBind.attach(uts, target, newMountApi);
            }
            assertThat(NamespaceBind.isNamespace(file)).isTrue();
            try (NamespaceHandle again = Namespace.UTS.open(file)) {
                assertThat(again.id()).isEqualTo(id);
            }
            NamespaceBind.unbind(file);
            assertThat(file).doesNotExist();
        }
    }
}
