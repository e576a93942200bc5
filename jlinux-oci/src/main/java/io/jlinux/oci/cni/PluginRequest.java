package io.jlinux.oci.cni;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a plugin, as it is carried out: which one, what is in its environment, what it reads. Made by pure functions.
 *
 * @param operation names it in messages
 * @param type the plugin
 * @param environment the variables of the protocol, but for {@code CNI_PATH}
 * @param stdin the configuration that the plugin reads
 */
record PluginRequest(String operation, String type, Map<String, String> environment, String stdin) {
    private static final String VALID = "cni.dev/valid-attachments";

    /** A call about one attachment. */
    static PluginRequest of(
            CniCommand command,
            CniNetwork network,
            CniPluginConfig plugin,
            CniAttachment attachment,
            Optional<CniResult> previous) {
        ObjectNode stdin = config(network, plugin);
        ObjectNode runtime = CniJson.NODES.objectNode();
        for (Map.Entry<String, String> c : attachment.capabilities().json().entrySet()) {
            boolean wanted = plugin.capabilities().contains(c.getKey());
            if (wanted) runtime.set(c.getKey(), CniJson.parse(c.getValue(), c.getKey()));
        }
        if (!runtime.isEmpty()) stdin.set("runtimeConfig", runtime);
        previous.ifPresent(r -> stdin.set("prevResult", result(r, network.version())));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("CNI_COMMAND", command.name());
        environment.put("CNI_CONTAINERID", attachment.containerId());
        environment.put("CNI_NETNS", attachment.netns().map(Object::toString).orElse(""));
        environment.put("CNI_IFNAME", attachment.ifName());
        environment.put("CNI_ARGS", attachment.argsText());
        String operation = "CNI " + command + " " + network.name() + " " + attachment.id();
        return new PluginRequest(operation, plugin.type(), environment, CniJson.write(stdin));
    }

    /** A call about the network itself: STATUS. */
    static PluginRequest status(CniNetwork network, CniPluginConfig plugin) {
        return ofNetwork(CniCommand.STATUS, network, plugin, config(network, plugin));
    }

    /** GC, with the attachments that are in use. */
    static PluginRequest gc(CniNetwork network, CniPluginConfig plugin, Collection<CniAttachment.Id> valid) {
        ObjectNode stdin = config(network, plugin);
        ArrayNode all = stdin.putArray(VALID);
        for (CniAttachment.Id id : valid) {
            all.addObject().put("containerID", id.containerId()).put("ifname", id.ifName());
        }
        return ofNetwork(CniCommand.GC, network, plugin, stdin);
    }

    private static PluginRequest ofNetwork(
            CniCommand command, CniNetwork network, CniPluginConfig plugin, ObjectNode stdin) {
        return new PluginRequest(
                "CNI " + command + " " + network.name(),
                plugin.type(),
                Map.of("CNI_COMMAND", command.name()),
                CniJson.write(stdin));
    }

    /** Which versions a plugin speaks. */
    static PluginRequest version(String type) {
        return new PluginRequest(
                "CNI VERSION",
                type,
                Map.of("CNI_COMMAND", CniCommand.VERSION.name()),
                CniJson.write(CniJson.NODES.objectNode().put("cniVersion", CniVersion.V1_0_0.toString())));
    }

    /** The plugin's own settings with the name and the version of the network, whatever they said themselves. */
    private static ObjectNode config(CniNetwork network, CniPluginConfig plugin) {
        ObjectNode stdin = CniJson.object(plugin.json());
        stdin.put("cniVersion", network.version().toString());
        stdin.put("name", network.name());
        stdin.remove("prevResult");
        stdin.remove("runtimeConfig");
        stdin.remove(VALID);
        return stdin;
    }

    /** The version of a result is that of the network: a plugin is not to get another one than it is spoken to in. */
    private static ObjectNode result(CniResult result, CniVersion version) {
        ObjectNode json = CniJson.object(result.json());
        json.put("cniVersion", version.toString());
        return json;
    }

    /** Which capabilities were asked for, and no plugin of the network takes. */
    static Collection<String> untaken(CniNetwork network, CniAttachment attachment) {
        Collection<String> names =
                new TreeSet<>(attachment.capabilities().json().keySet());
        for (CniPluginConfig plugin : network.plugins()) names.removeAll(plugin.capabilities());
        return names;
    }
}
