package io.jlinux.ns;

/**
 * What a {@link NetworkNamespacePool} has done since it was made, and what it has now: one consistent look.
 *
 * @param ready how many namespaces are ready now
 * @param made how many were made: ahead, and by takers who found the pool empty
 * @param taken how many were handed out
 * @param missed how many takers found the pool empty
 * @param failed how many attempts to make one failed
 * @param discarded how many were not handed out because their descriptor was no longer theirs
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public record NetworkPoolStats(int ready, long made, long taken, long missed, long failed, long discarded) {}
