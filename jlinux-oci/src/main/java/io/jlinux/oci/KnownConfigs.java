package io.jlinux.oci;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configs that were read last, by their text: who loads a bundle again for each container reads its file every time, and has it parsed and
 * checked once. What a text says does not change. One with unknown properties is not kept, so that each load warns of them.
 */
final class KnownConfigs {
    private static final int KEPT = 16;
    private static final int MAX_BYTES = 64 << 10;
    private static final float LOAD_FACTOR = 0.75f;

    private static final Map<ByteBuffer, OciConfig> CONFIGS = new LinkedHashMap<>(KEPT * 2, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, OciConfig> eldest) {
            return size() > KEPT;
        }
    };

    private KnownConfigs() {}

    /** As {@link ConfigReader#read(byte[])}; the array must not be changed afterwards. */
    static OciConfig read(byte[] json) {
        if (json.length > MAX_BYTES) return ConfigReader.read(json);
        ByteBuffer text = ByteBuffer.wrap(json);
        synchronized (CONFIGS) {
            OciConfig known = CONFIGS.get(text);
            if (known != null) return known;
        }
        List<String> unknown = new ArrayList<>();
        OciConfig config = ConfigReader.read(json, unknown::add);
        if (!unknown.isEmpty()) return ConfigReader.read(json);
        synchronized (CONFIGS) {
            CONFIGS.put(text, config);
        }
        return config;
    }
}
