package io.jlinux.examples.manager;

/** How much a job matters; each tier gets twice the processor time of the next where it is scarce. */
public enum Tier {
    /** Has what it was promised, always. */
    GUARANTEED("guaranteed", 200),
    /** Has a part of it, and more while there is some. */
    BURSTABLE("burstable", 100),
    /** Has what is left, and is squeezed first. */
    BEST_EFFORT("best-effort", 50);

    private final String cgroup;
    private final long weight;

    Tier(String cgroup, long weight) {
        this.cgroup = cgroup;
        this.weight = weight;
    }

    /** The name of its cgroup. */
    public String cgroup() {
        return cgroup;
    }

    /** Its {@code cpu.weight} while nothing is squeezed. */
    public long weight() {
        return weight;
    }
}
