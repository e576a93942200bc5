package io.jlinux.oci.cni;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON text to trees and back; what is not understood goes through as it came, numbers digit by digit. */
final class CniJson {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CniJson() {}

    /**
     * The tree of a text that is one JSON value and nothing else.
     *
     * @param source names it in messages
     */
    static JsonNode parse(byte[] json, String source) {
        try {
            JsonNode tree = MAPPER.readTree(json);
            if (tree.isMissingNode()) throw new CniConfigException(source, "", "is not valid JSON: it is empty");
            return tree;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new CniConfigException(source, "", "is not valid JSON: " + where + e.getOriginalMessage());
        }
    }

    static JsonNode parse(String json, String source) {
        return parse(json.getBytes(StandardCharsets.UTF_8), source);
    }

    /** The tree of a text that was checked before. */
    static ObjectNode object(String json) {
        return (ObjectNode) parse(json, "JSON");
    }

    /** The text on one line. */
    static String write(JsonNode tree) {
        return MAPPER.writeValueAsString(tree);
    }
}
