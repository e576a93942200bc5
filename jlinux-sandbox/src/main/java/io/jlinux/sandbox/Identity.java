package io.jlinux.sandbox;

import io.jlinux.ns.IdMap;
import io.jlinux.security.Capability;
import java.util.List;
import java.util.Set;

/**
 * Who the programs of a sandbox are, inside and on the host. A value.
 *
 * @param uid the user inside
 * @param gid the group inside
 * @param hostBase where this JVM may map ranges (as root), the host's id that 0 inside is; ids up to 65535 follow. An ordinary user
 *     maps the own ids only. {@link #CALLER} for the own ids in any case
 * @see <a href="https://man7.org/linux/man-pages/man7/user_namespaces.7.html">user_namespaces(7)</a>
 */
public record Identity(long uid, long gid, long hostBase) {
    /** Inside, whoever calls is still who it was, and files are made as the caller's. */
    public static final long CALLER = -1;

    /**
     * Far from what distributions and systemd give to users, containers and services, so that on the host it is nobody who owns
     * anything.
     */
    private static final long NOBODY = 2_000_000_000;

    private static final long COUNT = 65_536;

    private static final long RANGES = Capability.mask(Set.of(Capability.SETUID, Capability.SETGID));

    public Identity {
        if (uid < 0 || uid >= COUNT || gid < 0 || gid >= COUNT) {
            throw new IllegalArgumentException("an id inside of a sandbox is 0 to 65535, not " + uid + ", " + gid);
        }
        if (hostBase < CALLER || hostBase + COUNT > 0xffff_fffeL) {
            throw new IllegalArgumentException("not an id of the host: " + hostBase);
        }
    }

    /** User 1000, who on the host is nobody where this JVM may say so (as root), and else the caller. */
    public static Identity nobody() {
        return new Identity(1000, 1000, NOBODY);
    }

    /** User 1000 inside, the caller on the host. */
    public static Identity caller() {
        return new Identity(1000, 1000, CALLER);
    }

    private boolean mapsRange() {
        return hostBase != CALLER && Capability.areEffective(RANGES);
    }

    /** The map of the user namespace, for this JVM. */
    public IdMap map() {
        if (mapsRange()) return IdMap.range(0, hostBase, COUNT);
        IdMap self = IdMap.selfToSelf();
        return new IdMap(
                List.of(new IdMap.Range(uid, self.uids().get(0).outside(), 1)),
                List.of(new IdMap.Range(gid, self.gids().get(0).outside(), 1)));
    }
}
