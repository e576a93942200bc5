package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciCpu;
import io.jlinux.oci.spec.OciMemory;
import io.jlinux.oci.spec.OciResources;

/**
 * Limits that are set together: memory, and memory with swap; the quota of processors, and its period. Where a change names one of two, the
 * other is the container's. Pure functions.
 */
final class LimitPairs {
    private LimitPairs() {}

    /**
     * What is written for a change.
     *
     * @param all the container's limits after it
     */
    static OciResources complete(OciResources changes, OciResources all) {
        return changes.toBuilder()
                .memory(complete(changes.memory(), all.memory()))
                .cpu(complete(changes.cpu(), all.cpu()))
                .build();
    }

    private static OciMemory complete(OciMemory changes, OciMemory all) {
        if (changes.limit().isEmpty() && changes.swap().isEmpty()) return changes;
        OciMemory.Builder both = changes.toBuilder();
        all.limit().ifPresent(both::limit);
        all.swap().ifPresent(both::swap);
        return both.build();
    }

    private static OciCpu complete(OciCpu changes, OciCpu all) {
        if (changes.quota().isEmpty() && changes.period().isEmpty()) return changes;
        OciCpu.Builder both = changes.toBuilder();
        all.quota().ifPresent(both::quota);
        all.period().ifPresent(both::period);
        return both.build();
    }
}
