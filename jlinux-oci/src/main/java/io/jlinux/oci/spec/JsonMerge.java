package io.jlinux.oci.spec;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a changed value into the text that it was read from. A pure function of three trees: the text, what the records made of it,
 * and what the records are now. What is the same in the last two stays as the text has it, known to the records or not.
 */
final class JsonMerge {
    /** What tells the elements of an array apart, where one was changed and others were added or taken out. */
    private static final String[] NAMES = {"destination", "path", "type", "pageSize", "name", "containerID"};

    private JsonMerge() {}

    /** The object that is written. */
    static ObjectNode merge(ObjectNode text, ObjectNode before, ObjectNode now) {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> property : text.properties()) {
            String name = property.getKey();
            JsonNode value = merge(property.getValue(), before.get(name), now.get(name));
            if (value != null) merged.set(name, value);
        }
        for (Map.Entry<String, JsonNode> property : now.properties()) {
            String name = property.getKey();
            if (text.has(name)) continue;
            JsonNode value = merge(null, before.get(name), property.getValue());
            if (value != null) merged.set(name, value);
        }
        return merged;
    }

    /** Null is a property that is not there. */
    private static @Nullable JsonNode merge(
            @Nullable JsonNode text, @Nullable JsonNode before, @Nullable JsonNode now) {
        if (Objects.equals(before, now)) return text;
        if (text instanceof ObjectNode t && before instanceof ObjectNode b && now instanceof ObjectNode n) {
            return merge(t, b, n);
        }
        if (text instanceof ArrayNode t && before instanceof ArrayNode b && now instanceof ArrayNode n) {
            return t.size() == b.size() ? merge(t, b, n) : n;
        }
        return now;
    }

    private static ArrayNode merge(ArrayNode text, ArrayNode before, ArrayNode now) {
        ArrayNode merged = JsonNodeFactory.instance.arrayNode();
        Set<Integer> used = new HashSet<>();
        int[] same = new int[now.size()];
        for (int i = 0; i < now.size(); i++) {
            same[i] = find(before, now.get(i), used, false);
            if (same[i] >= 0) used.add(same[i]);
        }
        for (int i = 0; i < now.size(); i++) {
            JsonNode element = now.get(i);
            int old = same[i] >= 0 ? same[i] : find(before, element, used, true);
            boolean samePlace = old < 0 && now.size() == before.size() && !used.contains(i);
            if (samePlace && !haveOtherNames(before.get(i), element)) old = i;
            if (old >= 0) used.add(old);
            JsonNode value = old < 0 ? element : merge(text.get(old), before.get(old), element);
            merged.add(value == null ? element : value);
        }
        return merged;
    }

    private static int find(ArrayNode before, JsonNode element, Set<Integer> used, boolean byName) {
        for (int i = 0; i < before.size(); i++) {
            if (used.contains(i)) continue;
            JsonNode old = before.get(i);
            if (byName ? haveSameName(old, element) : old.equals(element)) return i;
        }
        return -1;
    }

    private static boolean haveOtherNames(JsonNode one, JsonNode other) {
        for (String name : NAMES) {
            if (one.has(name) && other.has(name) && !one.get(name).equals(other.get(name))) return true;
        }
        return false;
    }

    private static boolean haveSameName(JsonNode one, JsonNode other) {
        for (String name : NAMES) {
            if (one.has(name) && other.has(name)) return one.get(name).equals(other.get(name));
        }
        return false;
    }
}
