package io.jlinux.oci;

import io.jlinux.oci.spec.OciFeatures;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Parts of configs, each of which is valid together with a template: {@code fragments.json}. What is in there must stay harmless as root
 * whatever becomes of it, see {@link ConfigMutations}: hooks that do nothing, no block device, no device of a network that there is.
 */
final class ConfigFragments {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final Map<String, ObjectNode> ALL = read();

    private ConfigFragments() {}

    private static Map<String, ObjectNode> read() {
        Map<String, ObjectNode> all = new LinkedHashMap<>();
        try (InputStream in = ConfigFragments.class.getResourceAsStream("fragments.json")) {
            for (Map.Entry<String, JsonNode> entry : MAPPER.readTree(in).properties()) {
                all.put(entry.getKey(), (ObjectNode) entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** A config with some of them, later ones last. */
    static ObjectNode with(ObjectNode config, List<ObjectNode> fragments) {
        ObjectNode all = config.deepCopy();
        for (ObjectNode fragment : fragments) merge(all, fragment);
        return all;
    }

    static ObjectNode named(String name) {
        return ALL.get(name);
    }

    /** Up to three of them, and one with some options of a mount among them. */
    static Arbitrary<List<ObjectNode>> some() {
        Arbitrary<ObjectNode> fixed = Arbitraries.of(names()).map(ConfigFragments::named);
        return Arbitraries.frequencyOf(Tuple.of(6, fixed), Tuple.of(1, mountOptions()))
                .list()
                .ofMaxSize(3);
    }

    /** A mount of a file system, or of files, with any options that the runtime knows. */
    private static Arbitrary<ObjectNode> mountOptions() {
        Arbitrary<List<String>> options = Arbitraries.of(OciFeatures.current().mountOptions())
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        return Combinators.combine(Arbitraries.of("tmpfs", "rootfs/bin"), options)
                .as(ConfigFragments::mount);
    }

    private static ObjectNode mount(String source, List<String> options) {
        ObjectNode fragment = MAPPER.createObjectNode();
        ObjectNode mount = fragment.putArray("mounts").addObject();
        mount.put("destination", "/options").put("source", source);
        if (source.equals("tmpfs")) mount.put("type", "tmpfs");
        ArrayNode list = mount.putArray("options");
        if (!source.equals("tmpfs")) list.add("bind");
        options.forEach(list::add);
        return fragment;
    }

    /** Objects become one, lists follow one another, anything else is replaced. */
    private static void merge(ObjectNode into, ObjectNode from) {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            JsonNode old = into.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (old instanceof ObjectNode a && value instanceof ObjectNode b) merge(a, b);
            else if (old instanceof ArrayNode a && value instanceof ArrayNode b) a.addAll(b.deepCopy());
            else into.set(entry.getKey(), value.deepCopy());
        }
    }
}
