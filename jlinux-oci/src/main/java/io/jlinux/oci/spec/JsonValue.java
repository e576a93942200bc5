package io.jlinux.oci.spec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON value that knows where it stands, so that each wrong one is reported with its JSON pointer.
 *
 * <p>An absent property and a JSON {@code null} are both an absent value: the {@code opt…} readers give empty for it,
 * the others report it as required.
 */
final class JsonValue {
    private static final BigInteger UINT64_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int SHOWN_CHARS = 60;

    private final @Nullable JsonNode node;
    private final @Nullable JsonValue parent;
    private final String name;
    private final Consumer<String> unknown;
    private final Set<String> asked;

    private JsonValue(@Nullable JsonNode node, @Nullable JsonValue parent, String name, Consumer<String> unknown) {
        this.node = node == null || node.isNull() || node.isMissingNode() ? null : node;
        this.parent = parent;
        this.name = name;
        this.unknown = unknown;
        this.asked = node != null && node.isObject() ? new HashSet<>() : Set.of();
    }

    /** The document itself; {@code unknown} gets the pointer of each property that no reader asked for. */
    static JsonValue document(JsonNode node, Consumer<String> unknown) {
        return new JsonValue(node, null, "", unknown);
    }

    boolean present() {
        return node != null;
    }

    /** The property {@code property} of this object; an absent value when there is none. */
    JsonValue at(String property) {
        if (node != null && node.isObject()) asked.add(property);
        return child(node == null ? null : node.get(property), property);
    }

    String pointer() {
        if (parent == null) return "";
        return parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    // ---- containers

    <T> T object(Function<JsonValue, T> reader) {
        JsonNode object = required();
        if (!object.isObject()) throw must("be an object");
        T result = reader.apply(this);
        if (asked.size() < object.size() || !asked.containsAll(object.propertyNames())) {
            for (String property : object.propertyNames()) {
                if (!asked.contains(property))
                    unknown.accept(child(null, property).pointer());
            }
        }
        return result;
    }

    <T> Optional<T> optObject(Function<JsonValue, T> reader) {
        return present() ? Optional.of(object(reader)) : Optional.empty();
    }

    <T> T objectOr(T absent, Function<JsonValue, T> reader) {
        return present() ? object(reader) : absent;
    }

    /** The elements of an array; none when absent. */
    <T> List<T> list(Function<JsonValue, T> reader) {
        if (node == null) return List.of();
        if (!node.isArray()) throw must("be an array");
        List<T> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(reader.apply(child(node.get(i), Integer.toString(i))));
        }
        return List.copyOf(elements);
    }

    <T> List<T> objects(Function<JsonValue, T> reader) {
        return list(element -> element.object(reader));
    }

    List<String> texts() {
        return list(JsonValue::text);
    }

    /** The entries of an object with free keys, in their order; none when absent. */
    <T> Map<String, T> map(Function<JsonValue, T> reader) {
        if (node == null) return Map.of();
        if (!node.isObject()) throw must("be an object");
        Map<String, T> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonValue value = child(entry.getValue(), entry.getKey());
            value.checkText(entry.getKey());
            entries.put(entry.getKey(), reader.apply(value));
        }
        return Collections.unmodifiableMap(entries);
    }

    /** The key of this value in its object. */
    String key() {
        return name;
    }

    // ---- scalars

    boolean bool() {
        JsonNode value = required();
        if (!value.isBoolean()) throw must("be true or false");
        return value.booleanValue();
    }

    boolean boolOr(boolean absent) {
        return present() ? bool() : absent;
    }

    Optional<Boolean> optBool() {
        return present() ? Optional.of(bool()) : Optional.empty();
    }

    /** A string that can be given to the kernel: no NUL, no lone surrogate. */
    String text() {
        JsonNode value = required();
        if (!value.isString()) throw must("be a string");
        checkText(value.stringValue());
        return value.stringValue();
    }

    /** As {@link #text()}; absent when there is none, or an empty one. */
    Optional<String> optText() {
        return present() ? Optional.of(text()).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    /** A non-empty string. */
    String nonEmptyText() {
        String text = text();
        if (text.isEmpty()) throw must("not be empty");
        return text;
    }

    /** A path that starts with {@code /}. */
    String absolutePath() {
        String path = text();
        if (!path.startsWith("/")) throw must("be an absolute path");
        return path;
    }

    Optional<String> optAbsolutePath() {
        return optText().isEmpty() ? Optional.empty() : Optional.of(absolutePath());
    }

    long number(long min, long max) {
        JsonNode value = required();
        if (!value.isIntegralNumber() || !value.canConvertToLong()) throw mustBeFrom(min, max);
        long number = value.longValue();
        if (number < min || number > max) throw mustBeFrom(min, max);
        return number;
    }

    OptionalLong optNumber(long min, long max) {
        return present() ? OptionalLong.of(number(min, max)) : OptionalLong.empty();
    }

    int integer(int min, int max) {
        return (int) number(min, max);
    }

    OptionalInt optInteger(int min, int max) {
        return present() ? OptionalInt.of(integer(min, max)) : OptionalInt.empty();
    }

    /** An unsigned 64-bit number, as its bits. */
    long unsigned64() {
        JsonNode value = required();
        if (!value.isIntegralNumber()) throw must("be an integer from 0 to " + UINT64_MAX);
        BigInteger number = value.bigIntegerValue();
        if (number.signum() < 0 || number.compareTo(UINT64_MAX) > 0) {
            throw must("be an integer from 0 to " + UINT64_MAX);
        }
        return number.longValue();
    }

    OptionalLong optUnsigned64() {
        return present() ? OptionalLong.of(unsigned64()) : OptionalLong.empty();
    }

    <E extends Enum<E> & JsonName> E oneOf(E[] values) {
        return oneOf(values, JsonName::jsonName);
    }

    <E extends Enum<E>> E oneOf(E[] values, Function<E, String> name) {
        String text = text();
        for (E value : values) {
            if (name.apply(value).equals(text)) return value;
        }
        throw must("be one of " + Arrays.stream(values).map(name).collect(Collectors.joining(", ")));
    }

    <E extends Enum<E> & JsonName> Optional<E> optOneOf(E[] values) {
        return optOneOf(values, JsonName::jsonName);
    }

    <E extends Enum<E>> Optional<E> optOneOf(E[] values, Function<E, String> name) {
        return optText().isEmpty() ? Optional.empty() : Optional.of(oneOf(values, name));
    }

    // ---- errors

    /** An error about this value: {@code must be an object, is [1]}. */
    OciConfigException must(String rule) {
        return problem("must " + rule + (node == null ? "" : ", is " + shown(node)));
    }

    OciConfigException problem(String problem) {
        return new OciConfigException(pointer(), problem);
    }

    void check(boolean holds, String rule) {
        if (!holds) throw must(rule);
    }

    private OciConfigException mustBeFrom(long min, long max) {
        return must("be an integer from " + min + " to " + max);
    }

    private JsonNode required() {
        if (node == null) throw problem("is required");
        return node;
    }

    private JsonValue child(@Nullable JsonNode value, String key) {
        return new JsonValue(value, this, key, unknown);
    }

    private void checkText(String text) {
        if (text.indexOf('\0') >= 0) throw must("not contain a NUL character");
        // Of a string's code points, only a surrogate without its other half is one.
        boolean broken = text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        if (broken) throw must("be valid Unicode");
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
    }
}
