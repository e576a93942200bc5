package io.jlinux.oci.cni;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON value that knows where it stands, so that each wrong one is reported with its JSON pointer. Absent and null are the same. */
final class CniValue {
    private static final int SHOWN_CHARS = 60;

    private final @Nullable JsonNode node;
    private final String source;
    private final String pointer;

    private CniValue(@Nullable JsonNode node, String source, String pointer) {
        this.node = node == null || node.isNull() || node.isMissingNode() ? null : node;
        this.source = source;
        this.pointer = pointer;
    }

    /** The document itself, which is an object. */
    static CniValue document(JsonNode node, String source) {
        CniValue document = new CniValue(node, source, "");
        if (!node.isObject()) throw document.must("be an object");
        return document;
    }

    boolean present() {
        return node != null;
    }

    /** The property of this object; an absent value when there is none. */
    CniValue at(String property) {
        if (node != null && !node.isObject()) throw must("be an object");
        String below = pointer + "/" + property.replace("~", "~0").replace("/", "~1");
        return new CniValue(node == null ? null : node.get(property), source, below);
    }

    JsonNode tree() {
        if (node == null) throw problem("is required");
        return node;
    }

    JsonNode objectTree() {
        if (!tree().isObject()) throw must("be an object");
        return tree();
    }

    // ---- containers

    /** The elements of an array; none when absent. */
    <T> List<T> list(Function<CniValue, T> reader) {
        if (node == null) return List.of();
        if (!node.isArray()) throw must("be an array");
        List<T> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(reader.apply(new CniValue(node.get(i), source, pointer + "/" + i)));
        }
        return List.copyOf(elements);
    }

    List<String> texts() {
        return list(CniValue::text);
    }

    /** The entries of an object with free keys, in their order; none when absent. */
    <T> Map<String, T> map(Function<CniValue, T> reader) {
        Map<String, T> entries = new LinkedHashMap<>();
        if (node == null) return entries;
        if (!node.isObject()) throw must("be an object");
        for (String key : node.propertyNames()) entries.put(key, reader.apply(at(key)));
        return entries;
    }

    <T> Optional<T> optional(Function<CniValue, T> reader) {
        return present() ? Optional.of(reader.apply(this)) : Optional.empty();
    }

    // ---- scalars

    String text() {
        JsonNode value = tree();
        if (!value.isString()) throw must("be a string");
        if (value.stringValue().indexOf('\0') >= 0) throw must("not contain a NUL character");
        return value.stringValue();
    }

    /** As {@link #text()}; absent when there is none, or an empty one. */
    Optional<String> optText() {
        return present() ? Optional.of(text()).filter(t -> !t.isEmpty()) : Optional.empty();
    }

    String textOr(String absent) {
        return present() ? text() : absent;
    }

    /** A boolean; older lists wrote {@code disableCheck} as a string, which was the letter of the specification. */
    boolean bool(boolean absent) {
        if (node == null) return absent;
        if (node.isString() && List.of("true", "false").contains(node.stringValue())) {
            return node.stringValue().equals("true");
        }
        if (!node.isBoolean()) throw must("be true or false");
        return node.booleanValue();
    }

    long number(long min, long max) {
        JsonNode value = tree();
        boolean fits = value.isIntegralNumber() && value.canConvertToLong();
        if (!fits || value.longValue() < min || value.longValue() > max) {
            throw must("be an integer from " + min + " to " + max);
        }
        return value.longValue();
    }

    OptionalLong optNumber(long min, long max) {
        return present() ? OptionalLong.of(number(min, max)) : OptionalLong.empty();
    }

    Cidr cidr() {
        String text = text();
        try {
            return Cidr.of(text);
        } catch (IllegalArgumentException e) {
            throw must("be an address with a prefix length");
        }
    }

    InetAddress address() {
        String text = text();
        try {
            return Cidr.address(text);
        } catch (IllegalArgumentException e) {
            throw must("be an address");
        }
    }

    CniVersion version() {
        String text = text();
        try {
            return CniVersion.of(text);
        } catch (IllegalArgumentException e) {
            throw must("be a version such as 1.0.0");
        }
    }

    /** What {@link CniNames} makes of it. */
    String name(Function<String, String> check) {
        String text = text();
        try {
            return check.apply(text);
        } catch (IllegalArgumentException e) {
            throw problem(String.valueOf(e.getMessage()));
        }
    }

    // ---- errors

    CniConfigException must(String rule) {
        return problem("must " + rule + (node == null ? "" : ", is " + shown(node)));
    }

    CniConfigException problem(String problem) {
        return new CniConfigException(source, pointer, problem);
    }

    private static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
    }
}
