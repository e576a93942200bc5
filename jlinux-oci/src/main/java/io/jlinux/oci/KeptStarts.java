package io.jlinux.oci;

import io.jlinux.oci.run.CgroupMounts;
import io.jlinux.oci.run.TargetPlaces;
import io.jlinux.spawn.PreparedSpawn;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The start of a config that is done again and again: from the second one on it is planned once, for containers that differ in their ids. Who
 * starts one container keeps nothing. Thread-safe.
 */
final class KeptStarts {
    /** Stands for the container's id; nothing else says this. Not by SecureRandom, which takes a JVM of one start 10 ms. */
    static final String ID = "\u0001"
            + ThreadLocalRandom.current().nextLong()
            + ThreadLocalRandom.current().nextLong()
            + "\u0001";

    /**
     * All that a start depends on beside its config and what {@link PreparedSpawn} looks at by itself.
     *
     * @param cgroups with {@link #ID} in the place of the container's id
     * @param home where {@code HOME} leads, which may be said by the root's passwd
     * @param keyring whether it has a session keyring of its own
     */
    record Key(
            Path directory, BundleExtras extras, ContainerIo io, CgroupMounts cgroups, String home, boolean keyring) {
        /** Whether the next start with it is the same: streams that somebody has opened are another's. */
        boolean repeats() {
            return lasts(io.stdin()) && lasts(io.stdout()) && lasts(io.stderr());
        }

        private static boolean lasts(Stdio stream) {
            return stream instanceof Stdio.DevNull || stream instanceof Stdio.Inherit || stream instanceof Stdio.Pipe;
        }
    }

    /** What its containers need in directories of the host, which is the same for bundles of one directory. */
    private record Places(Path directory, List<String> more, TargetPlaces found) {}

    private volatile boolean supported;
    private volatile @Nullable Places places;
    private @Nullable Key last;
    private @Nullable PreparedSpawn prepared;

    /** Whether its config was found to ask for nothing that is not built. */
    boolean areSupported() {
        return supported;
    }

    void supported() {
        supported = true;
    }

    /** What a start needs in directories of the host beside these, by {@code plan} where it is not known yet. */
    TargetPlaces places(Path directory, List<String> more, Supplier<TargetPlaces> plan) {
        Places known = places;
        if (known == null || !known.directory.equals(directory) || !known.more.equals(more)) {
            known = new Places(directory, more, plan.get());
            places = known;
        }
        return known.found;
    }

    /** Whether there is one. For tests. */
    synchronized boolean isKept() {
        return prepared != null;
    }

    /** What starts it, or null the first time. */
    synchronized @Nullable PreparedSpawn find(Key key, Supplier<Spawn> plan) {
        if (last == null || !key.equals(last)) {
            last = key;
            prepared = null;
            return null;
        }
        PreparedSpawn known = prepared;
        if (known == null) {
            known = plan.get().prepare(ID);
            prepared = known;
        }
        return known;
    }
}
