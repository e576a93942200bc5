package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What needs root can be had by anybody: by a JVM in a user namespace of its own. */
@Tag("heavy") // a JVM
@NoLeaks
@Timeout(120)
@Requires(Requirement.USER_NAMESPACES)
class OwnUserNamespaceTest {
    @TempDir
    Path work;

    @Test
    void aJvmThatIsRootThereHasScopesCallsSocketsNamesPoolsAndMounts() throws Exception {
        List<String> jvm = ChildJvm.command(List.of(), OwnUserNamespaceMain.class, work.toString(), "own");
        Run run = Run.of(Spawn.command(jvm)
                .unshare(
                        Namespace.USER,
                        Namespace.MOUNT,
                        Namespace.NET,
                        Namespace.UTS,
                        Namespace.IPC,
                        Namespace.CGROUP,
                        Namespace.PID)
                .mount(Mount.proc()));
        assertThat(run.err()).isEmpty();
        assertThat(run.lines())
                .containsExactly(
                        "initial false",
                        "scope NET true",
                        "scope UTS true",
                        "scope IPC true",
                        "scope MOUNT true",
                        "scope CGROUP true",
                        "scope PID true",
                        "mounts true",
                        "detached true",
                        "named [blue] true true",
                        "removed []",
                        "call true",
                        "sockets 42",
                        "pool true",
                        "process true box");
        assertThat(run.code()).isZero();
        assertThat(work).isEmptyDirectory();
    }

    @Test
    void aScopeThatCouldNotComeBackIsRefusedBeforeItLeaves() throws Exception {
        List<String> jvm = ChildJvm.command(List.of(), OwnUserNamespaceMain.class, work.toString(), "shared");
        Run run = Run.of(Spawn.command(jvm).unshare(Namespace.USER, Namespace.MOUNT));
        assertThat(run.err()).isEmpty();
        assertThat(run.lines())
                .containsExactly(
                        "initial false",
                        "come back from a scope to net:[N]: EPERM (Operation not permitted).",
                        "still there true",
                        "named [blue] true true",
                        "removed []",
                        "call true");
        assertThat(run.code()).isZero();
    }
}
