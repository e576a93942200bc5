package io.jlinux.oci.cni;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/**
 * One plugin of a network, with its settings, which only the plugin understands.
 *
 * @param type the name of the plugin's file
 * @param capabilities which {@link CniCapabilities} it wants to be told of
 * @param json all of it
 * @see <a href="https://www.cni.dev/docs/spec/#plugin-configuration-objects">plugin configuration objects</a>
 */
public record CniPluginConfig(String type, Set<String> capabilities, String json) {
    public CniPluginConfig {
        capabilities = Set.copyOf(capabilities);
    }

    static CniPluginConfig read(CniValue plugin) {
        String type = plugin.at("type").name(CniNames::pluginType);
        Set<String> wanted = new TreeSet<>();
        plugin.at("capabilities").map(v -> v.bool(false)).forEach((name, on) -> {
            if (on) wanted.add(name);
        });
        return new CniPluginConfig(type, wanted, CniJson.write(plugin.objectTree()));
    }

    /**
     * A setting that is a text, or empty where it is none.
     *
     * @param pointer a JSON pointer, such as {@code /ipam/subnet}
     */
    public Optional<String> text(String pointer) {
        JsonNode node = at(pointer);
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    /** A setting that is a whole number, or empty where it is none. */
    public OptionalLong number(String pointer) {
        JsonNode node = at(pointer);
        return node.isIntegralNumber() && node.canConvertToLong()
                ? OptionalLong.of(node.longValue())
                : OptionalLong.empty();
    }

    /** Whether a setting is {@code true}. */
    public boolean flag(String pointer) {
        JsonNode node = at(pointer);
        return node.isBoolean() && node.booleanValue();
    }

    /** The texts of a list of settings; none where it is no list. */
    public List<String> texts(String pointer) {
        return at(pointer)
                .valueStream()
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue)
                .toList();
    }

    private JsonNode at(String pointer) {
        return CniJson.object(json).at(JsonPointer.compile(pointer));
    }
}
