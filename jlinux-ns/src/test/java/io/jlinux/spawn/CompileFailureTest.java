package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What cannot be compiled is told by explain() and start() in the same way, and leaves nothing open. */
@NoLeaks
@Timeout(60)
class CompileFailureTest {
    private static void leavesNothing(ThrowingCallable call, Class<? extends Exception> type, String message)
            throws Exception {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining(message);
        Footprint before = Footprint.now();
        for (int i = 0; i < 20; i++) assertThatThrownBy(call).isInstanceOf(type);
        before.assertUnchanged("what cannot be compiled");
    }

    @Test
    void aLinkInPlaceOfTheRoot() throws Exception {
        Spawn spawn = Spawn.command("true").unshare(Namespace.MOUNT).symlink("/", "x");
        leavesNothing(spawn::explain, IllegalArgumentException.class, "not a path below the root: /");
        leavesNothing(spawn::start, IllegalArgumentException.class, "not a path below the root: /");
        Spawn prepared = Spawn.command("true")
                .terminal(new Terminal(80, 24))
                .unshare(Namespace.MOUNT)
                .symlink("/", "x");
        leavesNothing(prepared::explain, IllegalArgumentException.class, "not a path below the root: /");
    }

    @Test
    void aMountInPlaceOfTheRoot() throws Exception {
        Spawn spawn = Spawn.command("true").unshare(Namespace.MOUNT).mount(Mount.tmpfs("/x/.."));
        leavesNothing(spawn::explain, IllegalArgumentException.class, "a mount on / does not become the root");
        leavesNothing(spawn::start, IllegalArgumentException.class, "a mount on / does not become the root");
    }

    /** The link of a process that has ended is there, and cannot be read. */
    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aPartOfTheHostThatCannotBeRead() throws Exception {
        LinuxProcess zombie = Spawn.command("true").leaveStatus().start();
        try {
            Path exe = Path.of("/proc/" + zombie.pid() + "/exe");
            // its memory goes first, and with it the program's file
            Path stat = exe.resolveSibling("stat");
            for (int i = 0; i < 500 && !Files.readString(stat).contains(") Z "); i++) Thread.sleep(10);
            Spawn spawn = Spawn.command("true")
                    .unshare(Namespace.USER, Namespace.MOUNT)
                    .rootfs(Rootfs.host().with(exe.toString()));
            for (ThrowingCallable call : new ThrowingCallable[] {spawn::explain, spawn::start}) {
                leavesNothing(call, LinuxException.class, "read link " + exe);
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
            }
        } finally {
            zombie.close();
        }
    }
}
