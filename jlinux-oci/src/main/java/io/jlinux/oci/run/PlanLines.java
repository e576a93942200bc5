package io.jlinux.oci.run;

import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.ControlWrite;
import io.jlinux.cgroup.DeviceRule;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What this JVM does for a container's start beside its child, one line a step, around the lines of the child. */
public final class PlanLines {
    /** What each line of the parent begins with. */
    public static final String PARENT = "     parent: ";

    private final OciConfig config;
    private final List<String> lines = new ArrayList<>();
    private final List<String> stop = new ArrayList<>();

    /** Around nothing yet. */
    public PlanLines(OciConfig config) {
        this.config = config;
    }

    /** One line of the parent. */
    public PlanLines parent(String step) {
        lines.add(PARENT + step);
        return this;
    }

    /**
     * The cgroup with its limits, as this host's cgroups have them.
     *
     * @param id of the container, after which it is named unless {@code cgroupsPath} says otherwise
     */
    public PlanLines cgroup(String id) throws LinuxException {
        String path = config.linux().cgroupsPath().orElse(id);
        boolean unified = CgroupHost.current().mode() == CgroupHost.Mode.V2;
        ResourceLimits limits = CgroupPlanner.plan(config.linux().resources(), false);
        List<DeviceRule> devices = DevicePlanner.enforceable(config.linux());
        boolean asked = !limits.isEmpty()
                || !devices.isEmpty()
                || config.linux().cgroupsPath().isPresent();
        parent("make the cgroup " + path + (asked ? "" : ", where this user may"));
        for (ControlWrite write :
                unified ? limits.typed().v2Writes() : limits.typed().v1Writes()) {
            parent("write " + write.value() + " to " + write.file());
        }
        for (RawLimit raw : limits.raw()) {
            List<RawLimit.Write> ways = raw.writes(unified ? 2 : 1);
            if (ways.isEmpty()) continue;
            String files = ways.stream().map(RawLimit.Write::file).collect(Collectors.joining(" or "));
            parent("write " + ways.get(0).value() + " to " + files);
        }
        if (!devices.isEmpty()) {
            parent("set the device rules "
                    + devices.stream().map(DeviceRule::toString).collect(Collectors.joining(", ")));
        }
        return this;
    }

    /** Whether the child waits there. */
    public boolean hasStop() {
        return !stop.isEmpty()
                || !config.hooks().prestart().isEmpty()
                || !config.hooks().createRuntime().isEmpty()
                || !config.hooks().createContainer().isEmpty();
    }

    /** What the config itself asks of the parent then. */
    public PlanLines startWork() {
        for (OciMount mount : config.mounts()) {
            if (mount.parsedOptions().tmpCopyUp()) atStop("copy what " + mount.target() + " hides into it");
        }
        if (config.linux().intelRdt().isPresent()) atStop("put it into its class of service");
        config.linux().netDevices().keySet().forEach(name -> atStop("move the device " + name + " into its network"));
        return this;
    }

    /** What the parent does when the child's mounts are there, before its hooks. */
    public PlanLines atStop(String step) {
        stop.add(step);
        return this;
    }

    /** The namespaces that are joined. */
    public PlanLines namespaces() {
        for (OciNamespace n : config.linux().namespaces()) {
            n.path().ifPresent(path -> parent("open the namespace " + n.type().ociName() + " " + path));
        }
        return this;
    }

    /** The child's lines, with what it waits for where it waits. */
    public PlanLines child(List<String> tape) {
        List<String> copy = new ArrayList<>(tape);
        // while it reads, and before what it checks then
        int sync = lastRead(copy, root(copy)) + 1;
        int gate = lastRead(copy, program(copy)) + 1;
        lines.add(copy.get(0));
        idMap();
        for (int i = 1; i < copy.size(); i++) {
            if (hasStop() && i == Math.max(sync, 1)) {
                stop.forEach(this::parent);
                hooks(HookKind.PRESTART);
                hooks(HookKind.CREATE_RUNTIME);
                hooks(HookKind.CREATE_CONTAINER);
            }
            if (i == gate) hooks(HookKind.START_CONTAINER);
            lines.add(copy.get(i));
        }
        return this;
    }

    /** The last line before {@code end} that waits for the parent; -1 where none does. */
    private static int lastRead(List<String> tape, int end) {
        int read = end - 1;
        while (read >= 0 && !tape.get(read).contains(" read(")) read--;
        return read;
    }

    private static int root(List<String> tape) {
        for (int i = 0; i < tape.size(); i++) {
            if (tape.get(i).contains(" pivot_root(") || tape.get(i).contains(" chroot(")) return i;
        }
        return tape.size();
    }

    private static int program(List<String> tape) {
        int execve = tape.size() - 1;
        while (execve > 0 && !tape.get(execve).contains(" execve(")) execve--;
        return execve;
    }

    private void idMap() {
        if (config.namespace(Namespace.USER).filter(n -> n.path().isEmpty()).isEmpty()) return;
        IdMap map = new IdMap(config.linux().uidMappings(), config.linux().gidMappings());
        if (map.isSelfOnly()) return; // the child does it
        parent("write uid_map " + text(map.uids()));
        parent("write gid_map " + text(map.gids()));
    }

    private static String text(List<IdMap.Range> ranges) {
        return ranges.stream()
                .map(r -> r.inside() + " " + r.outside() + " " + r.count())
                .collect(Collectors.joining(", "));
    }

    /** The hooks of one kind, each on its line. */
    public PlanLines hooks(HookKind kind) {
        for (OciHook hook : kind.of(config.hooks())) {
            String limit = hook.timeout()
                    .map(t -> ", killed after " + t.toSeconds() + " s")
                    .orElse("");
            parent("hook " + kind.jsonName + " " + hook.path() + limit);
        }
        return this;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }
}
