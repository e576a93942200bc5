package io.jlinux.examples.cgroups;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Two busy processes on one processor, with weights of 200 and 100: one gets twice the time of the other, whatever else the
 * machine does. Without the pinning they would find a processor each, and the weights would have nothing to share.
 *
 * <p>Works as root, and as a user to whom a cgroup with the cpu controller is delegated.
 */
public final class SharedCpu {
    private static final Duration ENOUGH = Duration.ofSeconds(2);

    private SharedCpu() {}

    public static void main(String... args) throws IOException, InterruptedException {
        String name = "jlinux-shared-cpu-" + ProcessHandle.current().pid();
        try (Cgroup both = Cgroup.create(name);
                Cgroup heavy = both.createChild("heavy", CgroupLimits.NONE.cpuWeight(200));
                Cgroup light = both.createChild("light", CgroupLimits.NONE.cpuWeight(100));
                LinuxProcess one = busyIn(heavy);
                LinuxProcess two = busyIn(light)) {
            System.out.println(
                    "weights 200 and 100: processes " + one.pid() + " and " + two.pid() + " share a processor");
            Duration heavyBefore = used(heavy);
            Duration lightBefore = used(light);
            Duration heavyTime = Duration.ZERO;
            Duration lightTime = Duration.ZERO;
            while (heavyTime.plus(lightTime).compareTo(ENOUGH) < 0) {
                Thread.sleep(100);
                heavyTime = used(heavy).minus(heavyBefore);
                lightTime = used(light).minus(lightBefore);
            }
            System.out.printf(
                    Locale.ROOT,
                    "used %d ms and %d ms of processor time: %.2f to 1%n",
                    heavyTime.toMillis(),
                    lightTime.toMillis(),
                    (double) heavyTime.toNanos() / lightTime.toNanos());
        } catch (LinuxException e) {
            System.out.println("This example needs a cgroup of its own. " + e.getMessage());
        }
    }

    private static LinuxProcess busyIn(Cgroup cg) throws IOException {
        String script = "taskset -p -c \"$(taskset -p -c $$ | sed 's/.*: //; s/[-,].*//')\" $$ > /dev/null\n"
                + "echo pinned; while :; do :; done"; // on the first processor that it may use
        LinuxProcess busy =
                Spawn.command("/bin/sh", "-c", script).with(cg.placement()).start();
        busy.inputReader().readLine(); // what it took to come this far does not count
        return busy;
    }

    private static Duration used(Cgroup cg) throws LinuxException {
        return cg.cpu().usage().orElseThrow();
    }
}
