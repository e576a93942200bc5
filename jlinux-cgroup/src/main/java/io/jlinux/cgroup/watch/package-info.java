/**
 * Internal: the one thread that waits for what the kernel reports of cgroups, by epoll(7) and inotify(7).
 */
@org.jspecify.annotations.NullMarked
package io.jlinux.cgroup.watch;
