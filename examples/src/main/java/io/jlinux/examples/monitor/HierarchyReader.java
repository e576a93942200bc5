package io.jlinux.examples.monitor;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a cgroup and all below it, down to some depth; cgroups may come and go meanwhile. */
final class HierarchyReader implements AutoCloseable {
    private static final Set<Errno> GONE_OR_NOT_OURS =
            Set.of(Errno.ENOENT, Errno.ENODEV, Errno.EACCES, Errno.EPERM, Errno.EOPNOTSUPP);

    private final Map<String, Group> groups = new HashMap<>();
    private final Group top;
    private final int depth;
    private final long begin = System.nanoTime();

    private HierarchyReader(Group top, int depth) {
        this.top = top;
        this.depth = depth;
    }

    /**
     * Opens the hierarchy.
     *
     * @param path of the cgroup to be watched, from the root; empty for the root itself
     */
    static HierarchyReader open(CgroupHost host, String path, int depth) throws LinuxException {
        Cgroup root = host.root();
        if (path.isEmpty()) return new HierarchyReader(new Group("", root, false), depth);
        Cgroup cgroup = root.openChild(path);
        try {
            return new HierarchyReader(new Group("", cgroup, true), depth);
        } catch (LinuxException | RuntimeException e) {
            cgroup.close();
            throw e;
        }
    }

    /** All that is there now, with rates since the last call. */
    Frame read() throws LinuxException {
        Map<String, Usage> usages = new LinkedHashMap<>();
        LocalTime time = LocalTime.now(ZoneId.systemDefault());
        double seconds = (System.nanoTime() - begin) / 1e9;
        usages.put("", top.read());
        below(top, "", 1, usages);
        for (Iterator<Map.Entry<String, Group>> i = groups.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<String, Group> e = i.next();
            if (usages.containsKey(e.getKey())) continue;
            e.getValue().close();
            i.remove();
        }
        return new Frame(time, seconds, usages);
    }

    private void below(Group group, String path, int level, Map<String, Usage> usages) throws LinuxException {
        if (level > depth) return;
        for (String name : children(group)) {
            String childPath = path.isEmpty() ? name : path + "/" + name;
            Group child = child(group, name, childPath);
            if (child == null) continue;
            try {
                usages.put(childPath, child.read());
            } catch (LinuxException e) {
                if (!GONE_OR_NOT_OURS.contains(e.errno())) throw e;
                continue;
            }
            below(child, childPath, level + 1, usages);
        }
    }

    private static List<String> children(Group group) throws LinuxException {
        try {
            return group.cgroup().tree().children();
        } catch (LinuxException e) {
            if (GONE_OR_NOT_OURS.contains(e.errno())) return List.of();
            throw e;
        }
    }

    private @Nullable Group child(Group parent, String name, String path) throws LinuxException {
        Group known = groups.get(path);
        if (known != null) return known;
        try {
            Cgroup cgroup = parent.cgroup().openChild(name);
            try {
                Group group = new Group(path, cgroup, true);
                groups.put(path, group);
                return group;
            } catch (LinuxException | RuntimeException e) {
                cgroup.close();
                throw e;
            }
        } catch (LinuxException e) {
            if (GONE_OR_NOT_OURS.contains(e.errno())) return null;
            throw e;
        }
    }

    @Override
    public void close() throws LinuxException {
        for (Group g : groups.values()) g.close();
        groups.clear();
        top.close();
    }
}
