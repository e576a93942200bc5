package io.jlinux.examples.manager;

import io.jlinux.cgroup.Resource;

/**
 * What a manager did about pressure, or about the end of it.
 *
 * @param resource what was waited for
 * @param balance since then
 * @param job that was ended, of {@link Kind#EVICT}; otherwise empty
 */
public record Decision(Kind kind, Resource resource, Balance balance, String job) {
    /** What can be done. */
    public enum Kind {
        SQUEEZE,
        RELAX,
        /** Squeezing was not enough: the largest job of the lowest tier is ended. */
        EVICT
    }
}
