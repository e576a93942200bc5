package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.node.ObjectNode;

/** Whatever is done to a config, it is read, or it is refused with an {@link OciConfigException}. */
@Tag("pure")
@AddLifecycleHook(FuzzSeed.class)
class ConfigMutationTest {
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

    @Provide
    Arbitrary<String> changedTrees() {
        List<String> originals =
                List.of(Fixtures.EVERYTHING, Fixtures.EVERYTHING, Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS);
        return Combinators.combine(Arbitraries.of(originals), TreeMutation.some(3))
                .as((original, mutations) -> {
                    ObjectNode tree = Fixtures.tree(original);
                    mutations.forEach(m -> m.apply(tree, VALUES));
                    return tree.toString();
                });
    }

    @Provide
    Arbitrary<byte[]> changedBytes() {
        byte[] original = Fixtures.text(Fixtures.EVERYTHING).getBytes(StandardCharsets.UTF_8);
        Arbitrary<Integer> at = Arbitraries.integers().between(0, original.length - 1);
        return Combinators.combine(at, Arbitraries.bytes())
                .as((place, value) -> Map.entry(place, value))
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(changes -> {
                    byte[] json = original.clone();
                    changes.forEach(c -> json[c.getKey()] = c.getValue());
                    return json;
                });
    }

    @Property(tries = 600)
    void aChangedTreeIsReadOrRefused(@ForAll("changedTrees") String json) {
        Statistics.label("outcome")
                .collect(isReadOrRefused(json.getBytes(StandardCharsets.UTF_8)))
                .coverage(c -> {
                    c.check(true).percentage(p -> p > 5);
                    c.check(false).percentage(p -> p > 5);
                });
    }

    @Property(tries = 400)
    void changedBytesAreReadOrRefused(@ForAll("changedBytes") byte[] json) {
        isReadOrRefused(json);
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
}
