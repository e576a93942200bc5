package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.USER_NAMESPACES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The limits of inotify(7), which are those of a user: tried in a user namespace, which can have lower ones of its own. */
@Tag("heavy")
@Requires({CGROUP_WRITABLE, USER_NAMESPACES})
@NoLeaks
class InotifyLimitTest {
    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    /** Runs in the user namespace: watches each of the cgroups, and says how that went. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("PMD.SystemPrintln")
        public static void main(String[] args) throws LinuxException {
            List<Path> directories = Arrays.stream(args).map(Path::of).toList();
            for (Path directory : directories) {
                try {
                    Cgroup cg = Cgroup.open(List.of(directory));
                    Subscription s = cg.watch().onEvent(EnumSet.of(Kind.EMPTY), e -> {});
                    System.out.println("watched " + s.isActive());
                } catch (LinuxException e) {
                    System.out.println(e.errno() + ": " + e.getMessage());
                }
            }
        }
    }

    private static String watching(String setUp, int cgroups) throws Exception {
        assumeTrue(CgroupHost.current().unified().isPresent(), "no v2 hierarchy");
        try (Cgroup cg = Cgroup.create(Hosts.name(), CgroupLimits.NONE, java.util.Set.of())) {
            String[] directories = new String[cgroups];
            for (int i = 0; i < cgroups; i++) {
                Cgroup child = cg.createChild("c" + i, CgroupLimits.NONE, java.util.Set.of());
                directories[i] = child.directories().get(0).toString();
                child.detach();
                child.close();
            }
            return ChildJvm.run(
                    s -> s.unshare(Namespace.USER).idMap(IdMap.rootToSelf()), setUp, Main.class, directories);
        }
    }

    @Test
    void theLimitOfWatchedFilesIsNamedAndTheWatchesBeforeGoOn() throws Exception {
        // two files a cgroup: its events, and the directory above, which all of them share
        String said = watching("echo 3 > /proc/sys/user/max_inotify_watches", 3);
        assertThat(said.lines().limit(2)).allMatch(l -> l.equals("watched true"));
        assertThat(said.lines().skip(2).findFirst().orElse(""))
                .startsWith("ENOSPC")
                .contains("c2/cgroup.events", "fs.inotify.max_user_watches");
        assertThat(said).endsWith("status 0");
    }

    @Test
    void theLimitOfInotifyInstancesIsNamed() throws Exception {
        String said = watching("echo 0 > /proc/sys/user/max_inotify_instances", 1);
        assertThat(said)
                .startsWith("EMFILE")
                .contains("fs.inotify.max_user_instances")
                .endsWith("status 0");
    }
}
