package io.jlinux.net.nftables;

import java.util.Optional;
import java.util.Set;

/**
 * What one commit has changed, by whomever.
 *
 * @param generation the state after it, with the program that did it; empty where the kernel dropped notifications, so that
 *     anything may have changed
 * @param port the netlink port of the socket that did it
 * @param changed tables in which something was added, changed or deleted
 * @param deleted tables that were deleted
 * @param added tables that were made
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), monitor</a>
 */
public record RulesetChange(
        Optional<Generation> generation,
        int port,
        Set<TableName> changed,
        Set<TableName> deleted,
        Set<TableName> added) {
    static final RulesetChange UNKNOWN = new RulesetChange(Optional.empty(), 0, Set.of(), Set.of(), Set.of());

    public RulesetChange {
        changed = Set.copyOf(changed);
        deleted = Set.copyOf(deleted);
        added = Set.copyOf(added);
    }

    /** Whether the kernel dropped notifications: what is known may be wrong. */
    public boolean isUnknown() {
        return generation.isEmpty();
    }

    /** Whether it has to do with a table. */
    public boolean concerns(TableName table) {
        return isUnknown() || changed.contains(table) || deleted.contains(table) || added.contains(table);
    }
}
