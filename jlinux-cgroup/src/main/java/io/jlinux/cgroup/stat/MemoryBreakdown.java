package io.jlinux.cgroup.stat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a cgroup's memory is used for, with its descendants; {@code memory.stat}. All keys of the kernel are kept; the ones
 * that are known are typed. On v1 the hierarchical values ({@code total_…}) stand under the names of v2 as far as they
 * mean the same, and under their own besides.
 *
 * @param values every key in the file's order; amounts in bytes, the others counts
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files">memory interface files</a>
 */
public record MemoryBreakdown(Map<String, Long> values) {
    public MemoryBreakdown {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Any key of the file. */
    public OptionalLong get(String key) {
        Long value = values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Anonymous memory in bytes: heaps and stacks. v1 {@code total_rss}. */
    public OptionalLong anon() {
        return get("anon");
    }

    /** The page cache in bytes, tmpfs and shared memory included. v1 {@code total_cache}. */
    public OptionalLong file() {
        return get("file");
    }

    /** All memory of the kernel in bytes (Linux 5.18). */
    public OptionalLong kernel() {
        return get("kernel");
    }

    /** Kernel stacks in bytes. */
    public OptionalLong kernelStack() {
        return get("kernel_stack");
    }

    /** Page tables in bytes. */
    public OptionalLong pageTables() {
        return get("pagetables");
    }

    /** Network buffers in bytes. */
    public OptionalLong sock() {
        return get("sock");
    }

    /** tmpfs and shared memory in bytes. */
    public OptionalLong shmem() {
        return get("shmem");
    }

    /** Files that are mapped, in bytes. */
    public OptionalLong fileMapped() {
        return get("file_mapped");
    }

    /** Page cache that has still to be written, in bytes. */
    public OptionalLong fileDirty() {
        return get("file_dirty");
    }

    /** Page cache that was not used lately, in bytes: what {@code current} can do without. */
    public OptionalLong inactiveFile() {
        return get("inactive_file");
    }

    /** Kernel objects in bytes. */
    public OptionalLong slab() {
        return get("slab");
    }

    /** How many page faults there were. */
    public OptionalLong pageFaults() {
        return get("pgfault");
    }

    /** How many of them had to wait for a disk. */
    public OptionalLong majorFaults() {
        return get("pgmajfault");
    }
}
