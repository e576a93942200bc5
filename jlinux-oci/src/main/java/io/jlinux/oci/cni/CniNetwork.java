package io.jlinux.oci.cni;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A network: the plugins that attach a container to it, in order. A value; nothing is looked up before it is used.
 *
 * @param name unique on the host
 * @param version of the specification that is spoken with its plugins
 * @param disableCheck CHECK is not to be called
 * @param disableGc GC is not to be called, because others share the plugins' resources
 * @param plugins at least one
 * @see <a href="https://www.cni.dev/docs/spec/#configuration-format">network configuration format</a>
 */
public record CniNetwork(
        String name, CniVersion version, boolean disableCheck, boolean disableGc, List<CniPluginConfig> plugins) {
    public CniNetwork {
        CniNames.network(name);
        plugins = List.copyOf(plugins);
        if (plugins.isEmpty()) throw new IllegalArgumentException("network " + name + " without a plugin");
    }

    /**
     * Reads a network configuration list, or, as before 1.0.0, the configuration of a single plugin.
     *
     * @throws CniConfigException when it breaks a rule; it names the JSON pointer
     */
    public static CniNetwork parse(String json) {
        return NetworkReader.read(CniJson.parse(json, "network configuration"), "network configuration", List.of());
    }

    /**
     * As above, of a file; the plugins of a list are also those in the directory beside it that is called as the network, unless it
     * says {@code loadOnlyInlinedPlugins}.
     *
     * @throws CniConfigException when it breaks a rule; it names the file and the JSON pointer
     * @throws IOException when it cannot be read
     */
    public static CniNetwork load(Path file) throws IOException {
        return NetworkReader.load(file);
    }

    /** The configuration list that {@link #parse} makes the same of. */
    public String toJson() {
        ObjectNode list = CniJson.NODES.objectNode();
        list.put("cniVersion", version.toString());
        list.put("name", name);
        if (disableCheck) list.put("disableCheck", true);
        if (disableGc) list.put("disableGC", true);
        ArrayNode all = list.putArray("plugins");
        for (CniPluginConfig plugin : plugins) all.add(CniJson.object(plugin.json()));
        return CniJson.write(list);
    }

    /** The plugins, last one first. */
    List<CniPluginConfig> reversed() {
        List<CniPluginConfig> all = new ArrayList<>(plugins);
        Collections.reverse(all);
        return all;
    }
}
