package io.jlinux.oci.cni;

import io.jlinux.net.Cidr;
import io.jlinux.net.MacAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a runtime wants of a network for one container: ports, addresses, bandwidth. Each plugin is told of those whose
 * capabilities its configuration names, as {@code runtimeConfig}. One that no plugin takes is an error of {@link Cni#add}.
 *
 * <p>An immutable value.
 *
 * @param json the JSON of each, by its name
 * @see <a href="https://www.cni.dev/docs/conventions/">conventions</a>
 */
public record CniCapabilities(Map<String, String> json) {
    /** Nothing. */
    public static final CniCapabilities NONE = new CniCapabilities(Map.of());

    public CniCapabilities {
        json.forEach((name, text) -> {
            if (name.isEmpty()) throw new IllegalArgumentException("a capability without a name");
            CniJson.parse(text, "capability " + name);
        });
        json = Collections.unmodifiableMap(new LinkedHashMap<>(json));
    }

    /** {@code portMappings}: with a port of the host more. */
    public CniCapabilities portMapping(PortMapping mapping) {
        String before = json.get("portMappings");
        ArrayNode all = before == null ? CniJson.NODES.arrayNode() : (ArrayNode) CniJson.parse(before, "portMappings");
        ObjectNode one = all.addObject();
        one.put("hostPort", mapping.hostPort());
        one.put("containerPort", mapping.containerPort());
        one.put("protocol", mapping.protocol());
        mapping.hostAddress().ifPresent(a -> one.put("hostIP", a.getHostAddress()));
        return with("portMappings", all);
    }

    /** {@code ips}: these addresses, where the plugin that gives them out lets one choose. */
    public CniCapabilities ips(Cidr... addresses) {
        ArrayNode all = CniJson.NODES.arrayNode();
        for (Cidr a : addresses) all.add(a.toString());
        return with("ips", all);
    }

    /** {@code mac}: the hardware address of the link. */
    public CniCapabilities mac(MacAddress address) {
        return with("mac", CniJson.NODES.stringNode(address.toString()));
    }

    /** {@code bandwidth}. */
    public CniCapabilities bandwidth(CniBandwidth limits) {
        ObjectNode all = CniJson.NODES.objectNode();
        put(all, "ingressRate", limits.ingressRate());
        put(all, "ingressBurst", limits.ingressBurst());
        put(all, "egressRate", limits.egressRate());
        put(all, "egressBurst", limits.egressBurst());
        return with("bandwidth", all);
    }

    /** {@code dns}: servers, search domains and options; it has no domain. */
    public CniCapabilities dns(CniDns dns) {
        if (dns.domain().isPresent()) throw new IllegalArgumentException("the capability dns has no domain");
        ObjectNode all = CniJson.NODES.objectNode();
        ResultWriter.texts(all, "servers", dns.nameservers());
        ResultWriter.texts(all, "searches", dns.search());
        ResultWriter.texts(all, "options", dns.options());
        return with("dns", all);
    }

    /** {@code aliases}: names of the container on this network. */
    public CniCapabilities aliases(String... names) {
        ArrayNode all = CniJson.NODES.arrayNode();
        List.of(names).forEach(all::add);
        return with("aliases", all);
    }

    /** Any other one, such as {@code ipRanges} or {@code deviceID}, as JSON. */
    public CniCapabilities capability(String name, String value) {
        return with(name, CniJson.parse(value, "capability " + name));
    }

    private CniCapabilities with(String name, JsonNode value) {
        Map<String, String> more = new LinkedHashMap<>(json);
        more.put(name, CniJson.write(value));
        return new CniCapabilities(more);
    }

    private static void put(ObjectNode object, String name, OptionalLong value) {
        value.ifPresent(v -> object.put(name, v));
    }
}
