package io.jlinux.oci.spec;

import java.util.List;
import java.util.Optional;

/**
 * Cache and memory bandwidth allocation by resctrl.
 *
 * @param closId the class of service, a directory of resctrl; absent is the container's id
 * @param schemata lines for the {@code schemata} file, written last
 * @param l3CacheSchema the L3 cache's schema
 * @param memBwSchema the memory bandwidth's schema, {@code MB:…}
 * @param enableMonitoring whether to make a monitoring group
 * @param enableCmt cache monitoring, of specs before 1.3
 * @param enableMbm memory bandwidth monitoring, of specs before 1.3
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#intelrdt">config-linux.md: IntelRdt</a>
 */
public record OciIntelRdt(
        Optional<String> closId,
        List<String> schemata,
        Optional<String> l3CacheSchema,
        Optional<String> memBwSchema,
        boolean enableMonitoring,
        boolean enableCmt,
        boolean enableMbm) {

    public OciIntelRdt {
        schemata = List.copyOf(schemata);
    }
}
