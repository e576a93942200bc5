package io.jlinux.cgroup;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.cgroup.file.CgroupErrors;
import io.jlinux.cgroup.file.FlatKeyed;
import io.jlinux.cgroup.watch.EventLoop;
import io.jlinux.cgroup.watch.Watch;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns changes of a cgroup's event files into events: what has grown since the last look. */
final class EventWatch {
    private static final long AGAIN_MILLIS = 250;

    private final String name;
    private final Set<Kind> kinds;
    private final Delivery<CgroupEvent> delivery;
    private final Map<String, CgroupDir> dirs = new HashMap<>();
    private final IdentityHashMap<CgroupDir, CgroupDir> owned = new IdentityHashMap<>();
    private final Map<Kind, Long> seen = new EnumMap<>(Kind.class);

    private EventWatch(String name, Set<Kind> kinds, Delivery<CgroupEvent> delivery) {
        this.name = name;
        this.kinds = kinds;
        this.delivery = delivery;
    }

    /** Starts to watch; on an error everything is released again. */
    static void start(Cgroup cg, Set<Kind> kinds, Delivery<CgroupEvent> delivery) throws LinuxException {
        try {
            new EventWatch(cg.name(), kinds, delivery).start(cg.dirs());
        } catch (LinuxException | RuntimeException e) {
            delivery.close();
            throw e;
        }
    }

    private void start(Directories from) throws LinuxException {
        EventLoop loop = EventLoop.get();
        Set<String> files = new HashSet<>();
        boolean oomOfV1 = false;
        for (Kind kind : kinds) {
            boolean v1 = kind.file.equals("memory.events") && from.v1(Controller.MEMORY) != null;
            if (v1) check(kind == Kind.OOM || kind == Kind.OOM_KILL, kind);
            if (kind.isState()) check(from.unified() != null, kind);
            if (v1) oomOfV1 = true;
            else if (!kind.file.isEmpty()) files.add(kind.file);
        }
        for (String file : files) watch(loop, from, file);
        if (files.contains("pids.events") && from.v1(Controller.PIDS) != null) lookAgain(loop, "pids.events");
        if (oomOfV1) V1OomWatch.start(loop, own(from.of(Controller.MEMORY)), name, kinds, delivery);
        CgroupDir first = own(from.all().get(0));
        String last = String.valueOf(first.path().getFileName());
        boolean isTop = Homes.hierarchyOf(from.host(), first.path())
                .filter(h -> h.mountPoint().equals(first.path()))
                .isPresent();
        if (!isTop) {
            Watch removal = loop.onRemoval(first.fd(), last, () -> removed(first));
            delivery.own(removal::close);
        }
        if (first.isGone()) throw CgroupErrors.of(first, "watch", first.path(), "cgroup.events", Errno.ENODEV.number());
    }

    private static void check(boolean possible, Kind kind) throws LinuxException {
        if (possible) return;
        throw new LinuxException(
                "watch for " + kind + " on", "cgroup v1", Errno.EOPNOTSUPP.number(), "v1 does not report it", null);
    }

    /** A directory of our own, one for all of its files: the cgroup may be closed before the subscription. */
    private CgroupDir own(CgroupDir dir) throws LinuxException {
        CgroupDir own = owned.get(dir);
        if (own != null) return own;
        CgroupDir duplicate = dir.duplicate();
        delivery.own(duplicate::close);
        owned.put(dir, duplicate);
        return duplicate;
    }

    private void watch(EventLoop loop, Directories from, String file) throws LinuxException {
        CgroupDir dir = own(from.ofFile(file));
        dirs.put(file, dir);
        if (!dir.has(file)) throw CgroupErrors.of(dir, "watch", dir.path().resolve(file), file, Errno.ENOENT.number());
        Watch changes = loop.onChange(dir.fd(), file, () -> look(file));
        delivery.own(changes::close);
        look(file); // from here on it counts: what happens after is a change
    }

    /** Since Linux 6.11 v1 counts in this file, but reports changes of another one that only v2 has. */
    private void lookAgain(EventLoop loop, String file) {
        if (!delivery.isActive()) return;
        look(file);
        loop.later(AGAIN_MILLIS, () -> lookAgain(loop, file));
    }

    private void look(String file) {
        List<CgroupEvent> events = new ArrayList<>();
        delivery.whileOpen(() -> {
            CgroupDir dir = dirs.get(file);
            if (dir != null) compare(file, read(dir, file), events);
        });
        events.forEach(delivery::deliver);
    }

    private static @Nullable FlatKeyed read(CgroupDir dir, String file) {
        try {
            return dir.read(file).map(FlatKeyed::parse).orElse(null);
        } catch (LinuxException e) {
            return null; // the cgroup or its controller is going: that is told by itself
        }
    }

    private void compare(String file, @Nullable FlatKeyed now, List<CgroupEvent> events) {
        if (now == null) return;
        for (Kind kind : Kind.values()) {
            if (!kind.file.equals(file) || !kinds.contains(kind)) continue;
            long value = now.get(kind.key).orElse(0);
            if (kind.isEnd()) value = value == 0 ? 1 : 0;
            Long before = seen.put(kind, value);
            if (before == null || value <= before) continue;
            events.add(new CgroupEvent(kind, name, value - before, value));
        }
    }

    private void removed(CgroupDir dir) {
        boolean[] gone = new boolean[1];
        delivery.whileOpen(() -> gone[0] = dir.isGone());
        if (!gone[0]) return; // another one that got the name since, or had it before
        dirs.keySet().forEach(this::look);
        delivery.deliver(new CgroupEvent(Kind.REMOVED, name, 1, 1));
        delivery.end();
    }
}
