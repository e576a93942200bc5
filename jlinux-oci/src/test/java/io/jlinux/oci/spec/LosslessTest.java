package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was read is written as it was, and what was changed is all that is different. */
@Tag("pure")
class LosslessTest {
    private static final String UNKNOWN = "{\"a\": [1, 2.5, null, \"x\", {}], \"b\": false}";

    private static JsonNode written(OciConfig config) {
        return Fixtures.parse(ConfigWriter.toJson(config));
    }

    @ParameterizedTest
    @ValueSource(strings = {Fixtures.EVERYTHING, Fixtures.RUNC_1_1, Fixtures.RUNC_1_1_ROOTLESS, Fixtures.RUNC_1_3})
    void nothingIsLost(String name) {
        assertThat(written(Fixtures.config(name))).isEqualTo(Fixtures.tree(name));
    }

    /** In every object of a config with every property there is one more that nobody knows. */
    @Test
    void unknownPropertiesAreKeptWhereverTheyAre() {
        ObjectNode tree = Fixtures.tree(Fixtures.EVERYTHING);
        List<String> where = new ArrayList<>();
        addUnknown(tree, "", where);
        List<String> told = new ArrayList<>();

        OciConfig config =
                ConfigReader.read(tree.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8), told::add);

        assertThat(written(config)).isEqualTo(tree);
        // those of maps are entries, and other platforms are not looked into
        assertThat(where).hasSizeGreaterThan(60).containsAll(told);
    }

    private static void addUnknown(JsonNode node, String pointer, List<String> where) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) addUnknown(node.get(i), pointer + "/" + i, where);
        }
        if (!(node instanceof ObjectNode object)) return;
        for (Map.Entry<String, JsonNode> property : List.copyOf(object.properties())) {
            addUnknown(property.getValue(), pointer + "/" + property.getKey(), where);
        }
        boolean map = pointer.matches("(/annotations|/linux/(sysctl|netDevices|timeOffsets|resources/(rdma|unified)))");
        if (map) return;
        object.set("x-unknown", Fixtures.parse(UNKNOWN));
        where.add(pointer + "/x-unknown");
    }

    @Test
    void defaultsAndNullsStayAsTheyWereSpelled() {
        String text = """
                {"ociVersion": "1.3.0", "x": null, "root": {"path": "r", "readonly": false},
                 "mounts": [], "hooks": {}, "annotations": {},
                 "process": {"terminal": false, "cwd": "/", "args": ["a"], "env": [], "rlimits": null,
                   "user": {"gid": 0, "uid": 0, "additionalGids": []}},
                 "linux": {"resources": {"devices": [{"allow": true, "type": "a", "major": -1}]}, "cgroupsPath": "",
                   "namespaces": [{"type": "mount", "path": ""}]}}""";

        OciConfig config = ConfigReader.read(text);

        assertThat(written(config)).isEqualTo(Fixtures.parse(text));
        assertThat(written(config.withArgs("b"))).isEqualTo(Fixtures.parse(text.replace("[\"a\"]", "[\"b\"]")));
    }

    @Test
    void aChangeIsAllThatIsDifferent() {
        ObjectNode tree = Fixtures.tree(Fixtures.EVERYTHING);
        Fixtures.change(tree, "/process/user/x", "1");
        Fixtures.change(tree, "/linux/resources/memory/x", "2");
        OciConfig config = ConfigReader.read(tree.toString());

        OciConfig changed = config.withUser(7, 2)
                .withAnnotation("more", "of it")
                .editResources(r -> r.memory(config.linux().resources().memory().toBuilder()
                        .limit(5)
                        .swap(6)
                        .build()));

        Fixtures.change(tree, "/process/user", "{\"uid\": 7, \"gid\": 2, \"x\": 1}");
        Fixtures.change(tree, "/annotations/more", "\"of it\"");
        Fixtures.change(tree, "/linux/resources/memory/limit", "5");
        Fixtures.change(tree, "/linux/resources/memory/swap", "6");
        assertThat(written(changed)).isEqualTo(tree);
    }

    @Test
    void elementsKeepWhatNobodyKnowsWhenOthersComeAndGo() {
        ObjectNode tree = Fixtures.tree(Fixtures.RUNC_1_1);
        for (int i = 0; i < tree.get("mounts").size(); i++) Fixtures.change(tree, "/mounts/" + i + "/x", "" + i);
        OciConfig config = ConfigReader.read(tree.toString());

        List<OciMount> mounts = new ArrayList<>(config.mounts());
        mounts.remove(0); // /proc
        mounts.add(0, OciMount.bind("/data", "/srv"));
        OciMount dev = mounts.get(1);
        mounts.set(1, OciMount.of(dev.destination(), "tmpfs", "tmpfs", "size=1m"));
        JsonNode written = written(config.withMounts(mounts)).get("mounts");

        assertThat(written).hasSize(7);
        assertThat(written.get(0).has("x")).isFalse();
        for (int i = 1; i < 7; i++)
            assertThat(written.get(i).get("x").intValue()).isEqualTo(i);
        assertThat(written.get(1).get("options").get(0).stringValue()).isEqualTo("size=1m");
    }

    @Test
    void whatIsTakenOutIsGone() {
        OciConfig config = ConfigReader.read(Fixtures.changed(Fixtures.RUNC_1_1, "/process/capabilities/x", "[]"));

        JsonNode written = written(config.withoutHostname().editLinux(l -> l.maskedPaths(List.of())));

        assertThat(written.has("hostname")).isFalse();
        assertThat(written.at("/linux/maskedPaths").isMissingNode()).isTrue();
        assertThat(written.at("/process/capabilities/x").isArray()).isTrue();
    }

    @Test
    void theSourceIsNoPartOfWhatAConfigSays() {
        OciConfig read = ConfigReader.read(ConfigWriter.write(OciConfig.template()));

        assertThat(read).isEqualTo(OciConfig.template()).hasSameHashCodeAs(OciConfig.template());
        assertThat(read.source().isEmpty()).isFalse();
    }
}
