package io.jlinux.oci.cni;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes results, for plugins. */
final class ResultWriter {
    private ResultWriter() {}

    static String write(
            CniVersion version, List<CniInterface> interfaces, List<CniIp> ips, List<CniRoute> routes, CniDns dns) {
        boolean since11 = version.isAtLeast(CniVersion.V1_1_0);
        ObjectNode result = CniJson.NODES.objectNode();
        result.put("cniVersion", version.toString());
        if (!interfaces.isEmpty()) {
            ArrayNode all = result.putArray("interfaces");
            for (CniInterface i : interfaces) link(all.addObject(), i, since11);
        }
        if (!ips.isEmpty()) {
            ArrayNode all = result.putArray("ips");
            for (CniIp ip : ips) ip(all.addObject(), ip, !version.isAtLeast(CniVersion.V1_0_0));
        }
        if (!routes.isEmpty()) {
            ArrayNode all = result.putArray("routes");
            for (CniRoute r : routes) route(all.addObject(), r, since11);
        }
        if (!dns.isEmpty()) {
            ObjectNode all = result.putObject("dns");
            texts(all, "nameservers", dns.nameservers());
            put(all, "domain", dns.domain());
            texts(all, "search", dns.search());
            texts(all, "options", dns.options());
        }
        return CniJson.write(result);
    }

    private static void link(ObjectNode out, CniInterface link, boolean since11) {
        out.put("name", link.name());
        put(out, "mac", link.mac());
        put(out, "sandbox", link.sandbox());
        if (!since11) return;
        put(out, "mtu", link.mtu());
        put(out, "socketPath", link.socketPath());
        put(out, "pciID", link.pciId());
    }

    private static void ip(ObjectNode out, CniIp ip, boolean withVersion) {
        if (withVersion) out.put("version", ip.address().isIpv6() ? "6" : "4");
        out.put("address", ip.address().toString());
        ip.gateway().ifPresent(g -> out.put("gateway", g.getHostAddress()));
        ip.interfaceIndex().ifPresent(i -> out.put("interface", i));
    }

    private static void route(ObjectNode out, CniRoute route, boolean since11) {
        out.put("dst", route.destination().toString());
        route.gateway().ifPresent(g -> out.put("gw", g.getHostAddress()));
        if (!since11) return;
        put(out, "mtu", route.mtu());
        put(out, "advmss", route.advertisedMss());
        put(out, "priority", route.priority());
        put(out, "table", route.table());
        put(out, "scope", route.scope());
    }

    static void texts(ObjectNode out, String name, List<String> texts) {
        if (texts.isEmpty()) return;
        ArrayNode all = out.putArray(name);
        texts.forEach(all::add);
    }

    private static void put(ObjectNode out, String name, Optional<String> text) {
        text.ifPresent(t -> out.put(name, t));
    }

    private static void put(ObjectNode out, String name, OptionalLong number) {
        number.ifPresent(n -> out.put(name, n));
    }
}
