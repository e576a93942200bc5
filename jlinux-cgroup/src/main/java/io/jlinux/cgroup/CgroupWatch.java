package io.jlinux.cgroup;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.cgroup.stat.Pressure;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Fd;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * What happens to a cgroup, as it happens. From {@link Cgroup#watch()}.
 *
 * <pre>{@code
 * try (Subscription s = cg.watch().onEvent(EnumSet.of(Kind.OOM_KILL), e -> log.warn("{}", e))) { … }
 * CgroupEvent empty = cg.watch().next(Kind.EMPTY).get();
 * }</pre>
 *
 * <p>One thread waits for all watches of the JVM, by inotify and epoll; a watch costs a descriptor or two. Callbacks without
 * an executor run on that thread, in order, and have to be brief: everybody else's wait for them. A subscription lives
 * until it is closed or the cgroup is removed, also when the {@link Cgroup} is closed before. What happened before it is not
 * told. Thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public final class CgroupWatch {
    private final Cgroup cgroup;

    CgroupWatch(Cgroup cgroup) {
        this.cgroup = cgroup;
    }

    /** As {@link #onEvent(Set, Executor, Consumer)}, on the thread that waits. */
    public Subscription onEvent(Set<Kind> kinds, Consumer<? super CgroupEvent> callback) throws LinuxException {
        return onEvent(kinds, Runnable::run, callback);
    }

    /**
     * Calls {@code callback} for every event of these kinds, and for {@link Kind#REMOVED} in the end.
     *
     * @throws LinuxException {@code EOPNOTSUPP} for what v1 does not report; {@code ENOENT} without the controller; {@code
     *     ENODEV} where the cgroup has been removed; {@code ENOSPC}, {@code EMFILE} where a limit of inotify(7) or of
     *     descriptors is reached. Nothing is left then.
     */
    public Subscription onEvent(Set<Kind> kinds, Executor executor, Consumer<? super CgroupEvent> callback)
            throws LinuxException {
        Set<Kind> copy = EnumSet.of(Kind.REMOVED);
        copy.addAll(kinds);
        Delivery<CgroupEvent> delivery = new Delivery<>(callback, executor);
        EventWatch.start(cgroup, copy, delivery);
        return delivery;
    }

    /**
     * The next event of this kind. Completes with {@code ENODEV} when the cgroup is removed before; cancelling it ends the
     * watch.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the caller has the future; a close does not fail
    public CompletableFuture<CgroupEvent> next(Kind kind) throws LinuxException {
        CompletableFuture<CgroupEvent> next = new CompletableFuture<>();
        Subscription watch = onEvent(EnumSet.of(kind), e -> {
            if (e.kind() == kind) {
                next.complete(e);
            } else {
                next.completeExceptionally(new LinuxException(
                        "wait for " + kind + " of", cgroup.name(), Errno.ENODEV.number(), null, "it was removed"));
            }
        });
        next.whenComplete((event, error) -> watch.close());
        return next;
    }

    /**
     * The events of these kinds as a stream: each subscriber has a watch of its own, ended by its cancel. A subscriber who is more
     * than 256 events behind misses some: {@link CgroupEvent#total()} tells how many there were.
     */
    public Flow.Publisher<CgroupEvent> events(Set<Kind> kinds) {
        return new EventStream(this, kinds);
    }

    /** As {@link #onPressure(PressureTrigger, Executor, Consumer)}, on the thread that waits. */
    public Subscription onPressure(PressureTrigger trigger, Consumer<? super Pressure> callback) throws LinuxException {
        return onPressure(trigger, Runnable::run, callback);
    }

    /**
     * Calls {@code callback} when the tasks of this cgroup wait as long as {@code trigger} says; PSI, by poll(2).
     *
     * @throws LinuxException {@code EOPNOTSUPP} without a v2 hierarchy or where pressure is not accounted; {@code EINVAL},
     *     {@code EPERM} for a window that this user may not have
     */
    public Subscription onPressure(PressureTrigger trigger, Executor executor, Consumer<? super Pressure> callback)
            throws LinuxException {
        Directories dirs = cgroup.dirs();
        String file = trigger.resource().file();
        if (dirs.unified() == null) {
            throw PressureWatch.error("watch", cgroup.name() + "/" + file, Errno.EOPNOTSUPP.number());
        }
        Delivery<Pressure> delivery = new Delivery<>(callback, executor);
        PressureWatch.start(trigger, open(dirs.unified().dir().fd(), file), delivery);
        return delivery;
    }

    private static Fd open(Fd dir, String file) throws LinuxException {
        try {
            return dir.openAt(file, Fcntl.O_RDWR | Fcntl.O_NONBLOCK);
        } catch (LinuxException e) {
            throw PressureWatch.error("watch", dir.label() + "/" + file, e.rawErrno());
        }
    }

    @Override
    public String toString() {
        return "watch of " + cgroup;
    }
}
