package io.jlinux.cgroup.watch;

/** Something that is watched, until it is closed. Nothing is reported for the first time after that. */
@FunctionalInterface
public interface Watch extends AutoCloseable {
    @Override
    void close();
}
