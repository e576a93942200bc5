package io.jlinux.spawn.tape;

import io.jlinux.sys.PidFd;

/** A child whose program runs: the only owner of its pidfd. */
public record Child(long pid, PidFd pidFd) {}
