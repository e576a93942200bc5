package io.jlinux.oci.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Configs of the test resources, and changes to them by JSON pointer. */
final class Fixtures {
    /** Every property of runtime-spec 1.3. */
    static final String EVERYTHING = "everything.json";
    /** What runc 1.1.5 wrote. */
    static final String RUNC_1_1 = "runc-1.1.json";
    /** What runc 1.1.5 wrote as root with {@code --rootless}. */
    static final String RUNC_1_1_ROOTLESS = "runc-1.1-rootless.json";
    /** By hand, as runc 1.3 writes it where the cgroup hierarchy is unified. */
    static final String RUNC_1_3 = "runc-1.3.json";

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Fixtures() {}

    static String text(String name) {
        try (InputStream in = Fixtures.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalArgumentException("no resource " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OciConfig config(String name) {
        return ConfigReader.read(text(name));
    }

    static ObjectNode tree(String name) {
        return (ObjectNode) parse(text(name));
    }

    static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    /** A config with one value replaced or added; {@code json} is its text, and empty text removes it. */
    static String changed(String name, String pointer, String json) {
        ObjectNode tree = tree(name);
        change(tree, pointer, json);
        return tree.toString();
    }

    static void change(ObjectNode tree, String pointer, String json) {
        JsonPointer at = JsonPointer.compile(pointer);
        JsonNode parent = tree.at(at.head());
        String key = at.last().getMatchingProperty();
        if (parent instanceof ArrayNode array) {
            int index = Integer.parseInt(key);
            if (json.isEmpty()) array.remove(index);
            else if (index == array.size()) array.add(MAPPER.readTree(json));
            else array.set(index, MAPPER.readTree(json));
        } else if (parent instanceof ObjectNode object) {
            if (json.isEmpty()) object.remove(key);
            else object.set(key, MAPPER.readTree(json));
        } else {
            throw new IllegalArgumentException("nothing at " + at.head());
        }
    }
}
