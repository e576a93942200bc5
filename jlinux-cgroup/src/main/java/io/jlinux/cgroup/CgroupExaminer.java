package io.jlinux.cgroup;

import io.jlinux.cgroup.v2.V2Group;
import io.jlinux.doctor.Examiner;
import io.jlinux.doctor.Finding;
import io.jlinux.doctor.State;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Tells the {@link io.jlinux.doctor.Doctor} of cgroups: how they are mounted, and whether one with limits can really be made.
 * Found through {@link java.util.ServiceLoader}. Stateless.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
public final class CgroupExaminer implements Examiner {
    private static final String AREA = "cgroups";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String SCOPE =
            "as an ordinary user with systemd, start it in a scope of its own: systemd-run --user --scope"
                    + " -p Delegate=yes COMMAND; elsewhere have root make a cgroup, give it to the user (Cgroup.delegateTo) and start the JVM"
                    + " in it";

    /** For the ServiceLoader. */
    public CgroupExaminer() {}

    @Override
    public List<Finding> examine() {
        try {
            return examine(CgroupHost.current());
        } catch (LinuxException e) {
            return List.of(Finding.missing(
                    AREA, "cgroup file systems", text(e), "no cgroup can be made", "mount /proc and /sys/fs/cgroup"));
        }
    }

    private static List<Finding> examine(CgroupHost host) {
        List<Finding> list = new ArrayList<>();
        list.add(mode(host));
        if (host.mode() == CgroupHost.Mode.NONE) return list;
        list.addAll(creation());
        if (list.stream().anyMatch(f -> f.state() == State.MISSING))
            return list; // for the limits the same would be said again
        for (Controller c : List.of(Controller.MEMORY, Controller.PIDS, Controller.CPU)) list.add(controller(host, c));
        return list;
    }

    private static Finding mode(CgroupHost host) {
        String subject = "cgroup file systems";
        String controllers = host.controllers().stream()
                .map(c -> c.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(" "));
        return switch (host.mode()) {
            case V2 -> Finding.ok(AREA, subject, "v2, with " + controllers);
            case HYBRID, V1 ->
                Finding.limited(
                        AREA,
                        subject,
                        (host.mode() == CgroupHost.Mode.V1 ? "v1" : "v1 and v2 mixed") + ", with " + controllers,
                        "works; a start costs one write for each v1 hierarchy, pressure and swap limits are missing, and only root"
                                + " can delegate",
                        "boot with systemd.unified_cgroup_hierarchy=1 for v2");
            case NONE ->
                Finding.missing(
                        AREA,
                        subject,
                        "none is mounted",
                        "nothing can be limited but by rlimits",
                        "mount -t cgroup2 none /sys/fs/cgroup, as root; in a container give it its own: --cgroupns=private");
        };
    }

    /** Makes one, and removes it again. */
    private static List<Finding> creation() {
        String subject = "making a cgroup";
        try (Cgroup made = Cgroup.create(name())) {
            V2Group unified = made.dirs().unified();
            boolean kills = unified != null && unified.dir().has("cgroup.kill");
            return List.of(Finding.ok(AREA, subject, "was made, and removed"), kill(kills));
        } catch (LinuxException e) {
            return List.of(Finding.missing(
                    AREA, subject, text(e), "limits are refused, and groups cannot be killed as one", advice(e)));
        }
    }

    private static Finding kill(boolean there) {
        String subject = "cgroup.kill";
        if (there) return Finding.ok(AREA, subject, "kills a whole group at once");
        return Finding.limited(
                AREA,
                subject,
                "not there",
                "processes of a group are killed one by one while they are frozen",
                "needs cgroup v2 and Linux 5.14");
    }

    private static Finding controller(CgroupHost host, Controller controller) {
        String name = controller.name().toLowerCase(Locale.ROOT);
        String subject = name + " limits";
        if (host.hierarchy(controller).isEmpty()) {
            return Finding.missing(
                    AREA,
                    subject,
                    "no mounted hierarchy has the controller " + name,
                    "a limit on it is refused",
                    "a kernel with it, not booted with cgroup_disable=" + name + "; in a container, delegate it");
        }
        CgroupLimits limits = switch (controller) {
            case MEMORY -> CgroupLimits.NONE.memoryMax(1L << 30);
            case PIDS -> CgroupLimits.NONE.pidsMax(1000);
            default -> CgroupLimits.NONE.cpus(1);
        };
        try (Cgroup made = Cgroup.create(name(), limits)) {
            made.read("cgroup.procs");
            return Finding.ok(AREA, subject, "can be set");
        } catch (LinuxException e) {
            return Finding.missing(AREA, subject, text(e), "a limit on it is refused", advice(e));
        }
    }

    private static String name() {
        return "jlinux-doctor-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    }

    private static String text(LinuxException e) {
        String message = String.valueOf(e.getMessage());
        int hint = message.indexOf(". Hint: ");
        return hint < 0 ? message : message.substring(0, hint);
    }

    private static String advice(LinuxException e) {
        String hint = e.hint();
        return hint == null ? SCOPE : hint;
    }
}
