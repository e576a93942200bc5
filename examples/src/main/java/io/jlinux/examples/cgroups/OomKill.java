package io.jlinux.examples.cgroups;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupEvent;
import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that is limited to 100 MB of memory, and wants more: the kernel reclaims what it can, then kills the process, and
 * tells it by an event that arrives here.
 *
 * <p>Works as root, and as a user to whom a cgroup with the memory controller is delegated.
 */
public final class OomKill {
    private OomKill() {}

    public static void main(String... args) throws Exception {
        // 0 swap: otherwise it would first fill the host's
        CgroupLimits limits = CgroupLimits.NONE.memoryMax(100L << 20).memorySwapMax(0);
        String name = "jlinux-oom-" + ProcessHandle.current().pid();
        try (Cgroup cg = Cgroup.create(name, limits)) {
            System.out.println("limits: " + limits);
            CompletableFuture<CgroupEvent> killed = cg.watch().next(Kind.OOM_KILL);
            // tail keeps the last line of its input, and this one never ends
            try (LinuxProcess tail =
                    Spawn.command("tail", "/dev/zero").with(cg.placement()).start()) {
                System.out.println("tail ended with " + tail.waitFor() + ", which is 128 + SIGKILL");
            }
            CgroupEvent event = killed.get(30, TimeUnit.SECONDS);
            System.out.println("event: " + event.kind() + ", " + event.total() + " so far");
            System.out.println("counted: " + cg.memory().oomKill().orElse(0) + " killed");
        } catch (LinuxException e) {
            System.out.println("This example needs a cgroup of its own. " + e.getMessage());
        }
    }
}
