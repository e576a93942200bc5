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
    /**
     * A config that was read.
     *
     * @param starts the starts of all bundles that have it
     */
    record Known(OciConfig config, KeptStarts starts) {}

    private static final int KEPT = 16;
    private static final int MAX_BYTES = 64 << 10;
    private static final float LOAD_FACTOR = 0.75f;

    private static final Map<ByteBuffer, Known> CONFIGS = new LinkedHashMap<>(KEPT * 2, LOAD_FACTOR, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
            return size() > KEPT;
        }
    };

    private KnownConfigs() {}

    /** As {@link ConfigReader#read(byte[])}; the array must not be changed afterwards. */
    static Known read(byte[] json) {
        if (json.length > MAX_BYTES) return new Known(ConfigReader.read(json), new KeptStarts());
        ByteBuffer text = ByteBuffer.wrap(json);
        synchronized (CONFIGS) {
            Known known = CONFIGS.get(text);
            if (known != null) return known;
        }
        List<String> unknown = new ArrayList<>();
        Known config = new Known(ConfigReader.read(json, unknown::add), new KeptStarts());
        if (!unknown.isEmpty()) return new Known(ConfigReader.read(json), new KeptStarts());
        synchronized (CONFIGS) {
            CONFIGS.put(text, config);
        }
        return config;
    }
}
