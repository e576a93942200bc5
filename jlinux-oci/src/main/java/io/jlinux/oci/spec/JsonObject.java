package io.jlinux.oci.spec;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON object being written: properties in the order of the calls; absent and empty ones are left out. */
final class JsonObject {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    private JsonObject() {}

    static ObjectNode tree(Consumer<JsonObject> content) {
        JsonObject object = new JsonObject();
        content.accept(object);
        return object.node;
    }

    void text(String name, String value) {
        node.put(name, value);
    }

    void text(String name, Optional<String> value) {
        value.ifPresent(text -> node.put(name, text));
    }

    void name(String name, JsonName value) {
        node.put(name, value.jsonName());
    }

    void texts(String name, List<String> values) {
        if (values.isEmpty()) return;
        ArrayNode array = node.putArray(name);
        values.forEach(array::add);
    }

    void names(String name, List<? extends JsonName> values) {
        texts(name, values.stream().map(JsonName::jsonName).toList());
    }

    void map(String name, Map<String, String> entries) {
        if (entries.isEmpty()) return;
        ObjectNode object = node.putObject(name);
        entries.forEach(object::put);
    }

    /** A boolean that is false by default. */
    void flag(String name, boolean value) {
        if (value) node.put(name, true);
    }

    void bool(String name, boolean value) {
        node.put(name, value);
    }

    void bool(String name, Optional<Boolean> value) {
        value.ifPresent(bool -> node.put(name, bool.booleanValue()));
    }

    void number(String name, long value) {
        node.put(name, value);
    }

    void number(String name, OptionalInt value) {
        value.ifPresent(number -> node.put(name, number));
    }

    void number(String name, OptionalLong value) {
        value.ifPresent(number -> node.put(name, number));
    }

    void numbers(String name, List<Long> values) {
        if (values.isEmpty()) return;
        ArrayNode array = node.putArray(name);
        values.forEach(value -> array.add(value.longValue()));
    }

    void unsigned64(String name, long bits) {
        if (bits >= 0) {
            node.put(name, bits);
        } else {
            node.put(name, new BigInteger(Long.toUnsignedString(bits)));
        }
    }

    void nothing(String name) {
        node.putNull(name);
    }

    void object(String name, Consumer<JsonObject> content) {
        node.set(name, tree(content));
    }

    void objectUnlessEmpty(String name, Consumer<JsonObject> content) {
        ObjectNode object = tree(content);
        if (!object.isEmpty()) node.set(name, object);
    }

    <T> void objects(String name, List<T> values, BiConsumer<JsonObject, T> content) {
        if (values.isEmpty()) return;
        ArrayNode array = node.putArray(name);
        values.forEach(value -> array.add(tree(object -> content.accept(object, value))));
    }

    /** An array that is written even when it is empty. */
    void presentNames(String name, List<? extends JsonName> values) {
        ArrayNode array = node.putArray(name);
        values.forEach(value -> array.add(value.jsonName()));
    }
}
