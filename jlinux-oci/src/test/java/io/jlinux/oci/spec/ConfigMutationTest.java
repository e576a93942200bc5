package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is done to a config, it is read, or it is refused with an {@link OciConfigException}. */
@Tag("pure")
class ConfigMutationTest {
    private static final int ROUNDS = 200;

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "1e3",
            "1.5",
            "4294967295",
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999999999",
            "\"\"",
            "\"x\"",
            "\"/\"",
            "\"..\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"=\"",
            "\"bind\"",
            "[]",
            "[null]",
            "[[]]",
            "[\"x\", \"x\"]",
            "{}",
            "{\"\": 1}",
            "{\"type\": \"pid\"}");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aChangedTreeIsReadOrRefused(long seed) {
        Random random = new Random(seed);
        List<ObjectNode> originals = List.of(
                Fixtures.tree(Fixtures.EVERYTHING),
                Fixtures.tree(Fixtures.EVERYTHING),
                Fixtures.tree(Fixtures.RUNC_1_1),
                Fixtures.tree(Fixtures.RUNC_1_1_ROOTLESS));
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode tree = originals.get(random.nextInt(originals.size())).deepCopy();
            for (int change = 0; change <= random.nextInt(3); change++) mutate(tree, random);
            if (!isReadOrRefused(tree.toString())) refused++;
        }
        assertThat(refused).as("both outcomes happen").isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void changedBytesAreReadOrRefused(long seed) {
        Random random = new Random(seed);
        byte[] original = Fixtures.text(Fixtures.EVERYTHING).getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] json = original.clone();
            for (int change = 0; change <= random.nextInt(3); change++) {
                json[random.nextInt(json.length)] = (byte) random.nextInt(256);
            }
            isReadOrRefused(json);
        }
    }

    private static boolean isReadOrRefused(String json) {
        return isReadOrRefused(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it was read; what was read can be written, is valid, and reads back equal. */
    private static boolean isReadOrRefused(byte[] json) {
        OciConfig config;
        try {
            config = ConfigReader.read(json, pointer -> {});
        } catch (OciConfigException e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("not a validation error, for " + new String(json, StandardCharsets.UTF_8), e);
        }
        assertThat(ConfigReader.read(ConfigWriter.write(config), pointer -> {})).isEqualTo(config);
        Unsupported.in(config);
        return true;
    }

    private static void mutate(ObjectNode tree, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(tree, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode value = Fixtures.parse(VALUES.get(random.nextInt(VALUES.size())));
        boolean remove = random.nextInt(5) == 0;
        if (container instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            if (remove) array.remove(index);
            else if (random.nextInt(3) == 0) array.add(array.get(index).deepCopy());
            else array.set(index, value);
        } else if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>(object.propertyNames());
            String name = names.get(random.nextInt(names.size()));
            if (remove) object.remove(name);
            else object.set(name, value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (!node.isContainer()) return;
        containers.add(node);
        if (node.isArray()) node.values().forEach(child -> collect(child, containers));
        for (Map.Entry<String, JsonNode> entry : node.properties()) collect(entry.getValue(), containers);
    }
}
