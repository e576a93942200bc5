package io.jlinux.examples.manager;

import io.jlinux.cgroup.Resource;

/**
 * How far the best-effort tier is squeezed, by resource, from 0 to {@link #MOST}. A value.
 *
 * @param cpu each step halves its weight
 * @param memory each step takes a sixth of its memory
 */
public record Balance(int cpu, int memory) {
    public static final int MOST = 4;
    public static final Balance EVEN = new Balance(0, 0);

    public Balance {
        if (cpu < 0 || cpu > MOST || memory < 0 || memory > MOST)
            throw new IllegalArgumentException(cpu + ", " + memory);
    }

    /** One step more, where there is one. */
    public Balance squeezed(Resource resource) {
        return switch (resource) {
            case CPU -> new Balance(Math.min(cpu + 1, MOST), memory);
            case MEMORY -> new Balance(cpu, Math.min(memory + 1, MOST));
            default -> this;
        };
    }

    /** One step back. */
    public Balance relaxed(Resource resource) {
        return switch (resource) {
            case CPU -> new Balance(Math.max(cpu - 1, 0), memory);
            case MEMORY -> new Balance(cpu, Math.max(memory - 1, 0));
            default -> this;
        };
    }

    public int of(Resource resource) {
        return resource == Resource.CPU ? cpu : memory;
    }
}
