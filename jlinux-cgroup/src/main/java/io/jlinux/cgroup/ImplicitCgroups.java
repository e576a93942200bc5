package io.jlinux.cgroup;

import io.jlinux.cgroup.file.CgroupDir;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.RawSyscall;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The cgroups that were made on the way to a nested one: they go with the last cgroup below them.
 *
 * <p>Any number of threads may make cgroups in them, or one remove them, so that none goes between its mkdir and that of
 * the cgroup it was made for.
 */
final class ImplicitCgroups {
    private static final Set<Path> MADE = ConcurrentHashMap.newKeySet();
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

    private ImplicitCgroups() {}

    /** While the caller holds this, none is removed by this JVM. */
    static Lock keeping() {
        return LOCK.readLock();
    }

    /** mkdir of a cgroup on the way, under {@link #keeping()}; the result is the kernel's. */
    static long mkdir(CgroupDir parent, String name) {
        long r = parent.tryMkdir(name);
        if (!RawSyscall.failed(r)) MADE.add(parent.path().resolve(name));
        return r;
    }

    /** Removes what is above {@code removed}, where it was made on the way and is empty, and so on up. */
    static void removeEmptyAbove(CgroupDir removed) {
        if (MADE.isEmpty()) return;
        LOCK.writeLock().lock();
        try (CgroupDir dir = removed.parent();
                CgroupDir up = dir.parent()) {
            if (MADE.contains(dir.path()) && remove(up, dir.path())) removeEmptyAbove(dir);
        } catch (LinuxException e) {
            return; // it stays, as a cgroup does that somebody else uses
        } finally {
            LOCK.writeLock().unlock();
        }
    }

    /** The same from above: of {@code way} below {@code dir} whatever was made and is empty. */
    static void removeEmpty(CgroupDir dir, List<String> way) {
        if (way.isEmpty() || MADE.isEmpty()) return;
        LOCK.writeLock().lock();
        try (CgroupDir next = dir.child(way.get(0))) {
            removeEmpty(next, way.subList(1, way.size()));
            if (MADE.contains(next.path())) remove(dir, next.path());
        } catch (LinuxException e) {
            return; // it is not there
        } finally {
            LOCK.writeLock().unlock();
        }
    }

    private static boolean remove(CgroupDir up, Path path) {
        if (RawSyscall.failed(up.tryRmdir(path.getFileName().toString()))) return false;
        MADE.remove(path);
        return true;
    }
}
