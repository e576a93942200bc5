package io.jlinux.spawn.tape;

import io.jlinux.sys.Fd;
import io.jlinux.sys.PidFd;
import org.jspecify.annotations.Nullable;

/** A child whose program runs: the only owner of its pidfd, and of the listener of its seccomp filter where it has one. */
public record Child(long pid, PidFd pidFd, @Nullable Fd listener) {
    Child(long pid, PidFd pidFd) {
        this(pid, pidFd, null);
    }
}
