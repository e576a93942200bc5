package io.jlinux.cgroup;

/**
 * A watch that was asked for, such as by {@link CgroupWatch#onEvent}. Thread-safe.
 *
 * <p>After {@link #close()} has returned no callback begins, and none is running: a close waits for the one that is, unless it
 * is called by that one. So do not close while holding a lock that the callback takes.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public interface Subscription extends AutoCloseable {
    /** Whether more can come: not closed, and the cgroup not removed. */
    boolean isActive();

    /** Ends it, once. */
    @Override
    void close();
}
