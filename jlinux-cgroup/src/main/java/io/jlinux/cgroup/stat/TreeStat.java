package io.jlinux.cgroup.stat;

import java.util.OptionalLong;

/**
 * How many cgroups are below one; {@code cgroup.stat}. v2 only.
 *
 * @param descendants that are there
 * @param dying that have been removed, but are kept by memory that is still charged to them
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#core-interface-files">Core Interface Files</a>
 */
public record TreeStat(OptionalLong descendants, OptionalLong dying) {}
