package io.jlinux.net;

import java.util.Optional;

/**
 * What a {@link NetworkMonitor} tells.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/rtnetlink.7.html">rtnetlink(7)</a>
 */
public sealed interface NetworkEvent {
    /**
     * The state is this now, whatever was told before: the first event, and the one after the kernel had to drop
     * notifications ({@code ENOBUFS}).
     *
     * @param state all of it
     * @param lost whether notifications were dropped, so that things may have come and gone untold
     */
    record Resync(NetworkState state, boolean lost) implements NetworkEvent {}

    /**
     * A link came or changed.
     *
     * @param before empty for a new one
     */
    record LinkChanged(Link link, Optional<Link> before) implements NetworkEvent {}

    /** A link is gone, deleted or moved to another namespace. */
    record LinkRemoved(Link link) implements NetworkEvent {}

    /** A link has an address, or one that it had has other settings now. */
    record AddressAdded(LinkAddress address) implements NetworkEvent {}

    /** A link has an address no more. */
    record AddressRemoved(LinkAddress address) implements NetworkEvent {}

    /** A route came. One whose settings were changed is another route. */
    record RouteAdded(Route route) implements NetworkEvent {}

    /** A route is gone. */
    record RouteRemoved(Route route) implements NetworkEvent {}

    /** There is a rule of policy routing. */
    record RuleAdded(Rule rule) implements NetworkEvent {}

    /** A rule of policy routing is gone. */
    record RuleRemoved(Rule rule) implements NetworkEvent {}

    /**
     * A neighbour came, or another address or state of it is known. The kernel does not tell every step: that an entry is asked for
     * ({@code INCOMPLETE}), or about to be asked for again ({@code DELAY}), may go by untold.
     *
     * @param before empty for a new one
     */
    record NeighbourChanged(NeighbourEntry neighbour, Optional<NeighbourEntry> before) implements NetworkEvent {}

    /** Nothing is known any more of a neighbour. */
    record NeighbourRemoved(NeighbourEntry neighbour) implements NetworkEvent {}
}
