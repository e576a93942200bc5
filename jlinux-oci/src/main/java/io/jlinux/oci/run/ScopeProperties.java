package io.jlinux.oci.run;

import io.jlinux.cgroup.systemd.UnitProperty;
import io.jlinux.oci.spec.OciConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Properties of a container's scope that its annotations ask for: {@code org.systemd.property.NAME}, as runc reads them. A pure
 * function.
 */
final class ScopeProperties {
    private static final String PREFIX = "org.systemd.property.";

    private ScopeProperties() {}

    /**
     * In the order in which they stand there.
     *
     * @throws OciConfigException for one that is none
     */
    static List<UnitProperty> of(Map<String, String> annotations) {
        List<UnitProperty> properties = new ArrayList<>();
        for (Map.Entry<String, String> a : annotations.entrySet()) {
            String key = a.getKey();
            if (!key.startsWith(PREFIX)) continue;
            try {
                properties.add(UnitProperty.parse(key.substring(PREFIX.length()), a.getValue()));
            } catch (IllegalArgumentException e) {
                String escaped = key.replace("~", "~0").replace("/", "~1");
                throw new OciConfigException("/annotations/" + escaped, String.valueOf(e.getMessage()));
            }
        }
        return properties;
    }
}
