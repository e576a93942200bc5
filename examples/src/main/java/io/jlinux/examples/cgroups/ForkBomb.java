package io.jlinux.examples.cgroups;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupEvent;
import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A fork bomb that is harmless: in a cgroup with {@code pids.max} every fork beyond 20 tasks fails, the event tells it, and
 * one kill ends all of them at once, however fast they fork.
 *
 * <p>Works as root, and as a user to whom a cgroup with the pids controller is delegated.
 */
public final class ForkBomb {
    private static final long MOST = 20;

    private ForkBomb() {}

    public static void main(String... args) throws Exception {
        String name = "jlinux-fork-bomb-" + ProcessHandle.current().pid();
        try (Cgroup cg = Cgroup.create(name, CgroupLimits.NONE.pidsMax(MOST))) {
            CompletableFuture<CgroupEvent> full = cg.watch().next(Kind.PIDS_MAX);
            // each starts two that do the same; the failing ones would fill the terminal
            String script = "exec 2> /dev/null\nbomb() { while :; do bomb | bomb & sleep 0.01; done; }\nbomb";
            try (LinuxProcess bomb =
                    Spawn.command("/bin/sh", "-c", script).with(cg.placement()).start()) {
                System.out.println("lit: process " + bomb.pid());
                long most = 0;
                while (!full.isDone()) {
                    most = Math.max(most, cg.pids().current().orElse(0));
                    Thread.sleep(1);
                }
                most = Math.max(most, cg.pids().current().orElse(0));
                System.out.println("event: " + full.get().kind() + ", forks failed at pids.max=" + MOST);
                System.out.println("never more tasks than allowed: " + (most <= MOST));
                cg.kill();
                System.out.println("killed, all gone: " + cg.awaitEmpty(Duration.ofSeconds(30)));
            }
        } catch (LinuxException e) {
            System.out.println("This example needs a cgroup of its own. " + e.getMessage());
        }
    }
}
