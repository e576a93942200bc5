package io.jlinux.spawn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** User namespaces, and what they own, without a process. */
@NoLeaks
@Timeout(60)
@Requires(Requirement.USER_NAMESPACES)
class UserNamespacesTest {
    @Test
    void programsJoinThemOneAfterTheOther() throws Exception {
        try (UserNamespaces box = UserNamespaces.create(IdMap.rootToSelf(), Namespace.UTS, Namespace.NET)) {
            assertThat(ProcessHandle.current().children()).isEmpty();
            Run.of(Spawn.command("true").join(box.handles()).hostname("box"));
            List<String> lines = Run.text(Spawn.command("/bin/sh", "-c", "hostname; id -u; readlink /proc/self/ns/net")
                            .join(box.handles()))
                    .lines()
                    .toList();
            assertThat(lines)
                    .containsExactly("box", "0", box.handle(Namespace.NET).toString());
        }
    }

    @Test
    void theUserNamespaceOwnsTheOthers() throws Exception {
        Namespace[] others = {Namespace.UTS, Namespace.NET, Namespace.IPC, Namespace.MOUNT, Namespace.CGROUP};
        try (UserNamespaces box = UserNamespaces.create(IdMap.selfToSelf(), others)) {
            for (Namespace kind : others) {
                try (NamespaceHandle owner = box.handle(kind).owner()) {
                    assertThat(owner.sameAs(box.handle(Namespace.USER))).isTrue();
                }
            }
            assertThat(box.handle(Namespace.USER).ownerUid())
                    .isEqualTo(IdMap.rootToSelf().uids().get(0).outside());
            assertThatThrownBy(() -> box.handle(Namespace.PID)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Requires(Requirement.ROOT)
    void rangesAreMapped() throws Exception {
        try (UserNamespaces box = UserNamespaces.create(IdMap.range(0, 100000, 1000))) {
            String map = Run.text(Spawn.command("cat", "/proc/self/uid_map").join(box.handles()));
            assertThat(map.strip().split("\\s+")).containsExactly("0", "100000", "1000");
        }
    }

    @Test
    @Requires(Requirement.NOT_ROOT)
    void aRefusedMapLeavesNothing() {
        assertThatThrownBy(() -> UserNamespaces.create(IdMap.range(0, 0, 1), Namespace.NET))
                .isInstanceOf(LinuxException.class);
    }

    @Test
    void whatNeedsAProcessIsRefused() {
        for (Namespace kind : new Namespace[] {Namespace.PID, Namespace.TIME}) {
            assertThatThrownBy(() -> UserNamespaces.create(IdMap.rootToSelf(), kind))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(kind.name());
        }
    }
}
