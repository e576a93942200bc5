package io.jlinux.oci.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A change of a tree of JSON; of what and to what is chosen when the tree is known. */
@SuppressWarnings("exports") // of jqwik, in tests
public record TreeMutation(int where, int what, int how) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int WAYS = 8;

    /** Any ones, up to {@code most}. */
    public static Arbitrary<List<TreeMutation>> some(int most) {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 1 << 20);
        return Combinators.combine(any, any, any)
                .as(TreeMutation::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(most);
    }

    /** Changes it; {@code values} are what a value may be replaced by. */
    public void apply(ObjectNode tree, List<String> values) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        JsonNode container = containers.get(where % containers.size());
        JsonNode value = MAPPER.readTree(values.get(what % values.size()));
        int index = where / containers.size();
        if (container instanceof ArrayNode array) array(array, index, value);
        else if (container instanceof ObjectNode object) object(object, index, value);
    }

    private void array(ArrayNode array, int index, JsonNode value) {
        int at = array.isEmpty() ? 0 : index % array.size();
        switch (how % WAYS) {
            case 0 -> array.add(value);
            case 1 -> array.insert(0, value);
            case 2 -> {
                if (!array.isEmpty()) array.remove(at);
            }
            case 3 -> {
                if (!array.isEmpty()) array.add(array.get(at).deepCopy());
            }
            case 4 -> array.removeAll();
            default -> {
                if (!array.isEmpty()) array.set(at, value);
            }
        }
    }

    private void object(ObjectNode object, int index, JsonNode value) {
        List<String> names = new ArrayList<>(object.propertyNames());
        String name = names.isEmpty() ? "x" : names.get(index % names.size());
        switch (how % WAYS) {
            case 0 -> object.set("x", value);
            case 1 -> object.remove(name);
            case 2 -> object.set(name + "x", value);
            default -> object.set(name, value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (!node.isContainer()) return;
        containers.add(node);
        if (node.isArray()) node.values().forEach(child -> collect(child, containers));
        for (Map.Entry<String, JsonNode> entry : node.properties()) collect(entry.getValue(), containers);
    }
}
