package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.Capability;
import io.jlinux.security.CapabilitySets;
import io.jlinux.sys.raw.RawSyscall;
import io.jlinux.sys.raw.Syscall;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The dumpable flag belongs to the memory that a direct child shares with this JVM: no kind of spawn may change it, or
 * the JVM could no longer read its own /proc/self.
 */
@NoLeaks
class DumpableTest {
    private static final int PR_GET_DUMPABLE = 3;
    private long before;

    @BeforeEach
    void look() {
        before = RawSyscall.call(Syscall.PRCTL, PR_GET_DUMPABLE);
        assertThat(before).isEqualTo(1);
    }

    @AfterEach
    void lookAgain() throws Exception {
        assertThat(RawSyscall.call(Syscall.PRCTL, PR_GET_DUMPABLE)).isEqualTo(before);
        assertThat(Files.getOwner(Path.of("/proc/self/maps")).getName()).isEqualTo(System.getProperty("user.name"));
    }

    private static void runs(Spawn spawn) throws Exception {
        for (int i = 0; i < 3; i++) assertThat(Run.of(spawn).code()).isZero();
    }

    private static Spawn yes() {
        return Spawn.command("/bin/true");
    }

    @Test
    void aPlainSpawn() throws Exception {
        runs(yes().noNewPrivileges().newSession().umask(077));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void aUserNamespace() throws Exception {
        runs(yes().unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT));
        runs(yes().unshare(Namespace.USER).idMap(IdMap.selfToSelf()).capabilities(CapabilitySets.none()));
        runs(yes().unshare(Namespace.USER).capabilities(CapabilitySets.of(Capability.KILL)));
    }

    @Test
    @Requires(Requirement.USER_NAMESPACES)
    void joinedNamespaces() throws Exception {
        try (LinuxProcess box = Spawn.command("sleep", "60")
                        .unshare(Namespace.USER, Namespace.PID)
                        .start();
                NamespaceHandle user = box.namespace(Namespace.USER);
                NamespaceHandle pid = box.namespace(Namespace.PID)) {
            runs(yes().join(user));
            runs(yes().join(user, pid));
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void namespacesThatAreJoinedWithoutAnImage() throws Exception {
        try (NamespaceHandle net = Namespace.NET.current();
                NamespaceHandle uts = Namespace.UTS.current();
                NamespaceHandle ipc = Namespace.IPC.current()) {
            runs(yes().join(net, uts, ipc));
            runs(yes().join(net)
                    .unshare(Namespace.PID, Namespace.MOUNT)
                    .user(0, 0)
                    .capabilities(CapabilitySets.none()));
        }
    }

    @Test
    @Requires({Requirement.NOT_ROOT, Requirement.NEWUIDMAP, Requirement.USER_NAMESPACES})
    void rangesByNewuidmap() throws Exception {
        runs(yes().unshare(Namespace.USER).idMap(IdMap.rootless()));
        runs(yes().unshare(Namespace.USER).idMap(IdMap.rootless()).user(5, 5));
    }

    @Test
    @Requires(Requirement.ROOT)
    void rangesAndUsersAsRoot() throws Exception {
        runs(yes().unshare(Namespace.USER).idMap(IdMap.range(0, 100000, 65536)));
        runs(yes().unshare(Namespace.USER, Namespace.PID)
                .idMap(IdMap.range(0, 100000, 65536))
                .user(1000, 1000));
        runs(yes().user(1000, 1000, 1000));
        runs(yes().user(0, 0, 5));
        Set<Capability> few = Set.of(Capability.KILL);
        runs(yes().user(1000, 1000).capabilities(new CapabilitySets(few, few, few, few, few)));
    }
}
