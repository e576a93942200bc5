package io.jlinux.cgroup;

import static io.jlinux.testkit.Requirement.CGROUP_WRITABLE;
import static io.jlinux.testkit.Requirement.USER_NAMESPACES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jlinux.mount.Mount;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requirement;
import io.jlinux.testkit.Requires;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a JVM sees of its limits in a cgroup namespace, as one in a container does: its own cgroup is the top there. */
@Requires({CGROUP_WRITABLE, USER_NAMESPACES})
@NoLeaks
class NamespacedViewTest {
    private static final long MIB = 1 << 20;

    @BeforeAll
    static void openHome() throws LinuxException {
        CgroupHost.current().home();
    }

    /** Runs in the namespace. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("PMD.SystemPrintln")
        public static void main(String[] args) throws LinuxException {
            CgroupHost host = CgroupHost.current();
            System.out.println("mode " + host.mode());
            EffectiveLimits limits = host.effectiveLimits();
            System.out.println("memory " + limits.memoryMax().orElse(-1));
            System.out.println("pids " + limits.pidsMax().orElse(-1));
            System.out.println("top "
                    + host.self()
                            .directories()
                            .get(0)
                            .equals(host.root().directories().get(0)));
        }
    }

    @Test
    void theLimitsOfTheTopmostCgroupOfTheNamespaceCount() throws Exception {
        Set<Controller> needed = EnumSet.of(Controller.MEMORY, Controller.PIDS);
        assumeTrue(CgroupHost.current().mayCreate(needed), "memory and pids are not delegated");
        CgroupLimits limits = CgroupLimits.NONE.memoryMax(400 * MIB).pidsMax(333);
        try (Cgroup cg = Cgroup.create(Hosts.name(), limits, needed)) {
            String said = ChildJvm.run(s -> inside(s, cg), "", Main.class);
            assertThat(said).contains("memory " + 400 * MIB, "pids 333", "top true", "status 0");
        }
    }

    private static Spawn inside(Spawn spawn, Cgroup cg) {
        spawn.with(cg.placement()).unshare(Namespace.CGROUP, Namespace.MOUNT);
        if (!Requirement.ROOT.isMet()) spawn.unshare(Namespace.USER).idMap(IdMap.rootToSelf());
        if (Requirement.CGROUP2.isMet()) return spawn.mount(Mount.cgroup2("/sys/fs/cgroup"));
        return spawn.mount(
                Mount.tmpfs("/sys/fs/cgroup"),
                Mount.cgroup1("/sys/fs/cgroup/memory", "memory"),
                Mount.cgroup1("/sys/fs/cgroup/pids", "pids"),
                Mount.cgroup2("/sys/fs/cgroup/unified"));
    }
}
