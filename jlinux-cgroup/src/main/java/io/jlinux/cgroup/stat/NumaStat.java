package io.jlinux.cgroup.stat;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A cgroup's memory by node; {@code memory.numa_stat} (Linux 5.10).
 *
 * @param values by key, such as {@code anon}, then by number of the node; bytes on v2, pages on v1
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files">memory interface files</a>
 */
public record NumaStat(Map<String, Map<Integer, Long>> values) {
    public NumaStat {
        values = Map.copyOf(values);
    }

    public OptionalLong get(String key, int node) {
        Long value = values.getOrDefault(key, Map.of()).get(node);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
