package io.jlinux.oci.cni;

import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads results. What it does not know is left to the next plugin. */
final class ResultReader {
    private static final long MAX = 0xffff_ffffL;

    private ResultReader() {}

    static CniResult read(JsonNode tree, String source) {
        CniValue result = CniValue.document(tree, source);
        if (result.at("ip4").present() || result.at("ip6").present()) {
            throw result.problem("is of a version before 0.3.0");
        }
        return new CniResult(
                result.at("cniVersion").optional(CniValue::version).orElse(new CniVersion(0, 3, 0)),
                result.at("interfaces").list(ResultReader::link),
                result.at("ips").list(ResultReader::ip),
                result.at("routes").list(ResultReader::route),
                result.at("dns").optional(ResultReader::dns).orElse(CniDns.NONE),
                CniJson.write(tree));
    }

    private static CniInterface link(CniValue link) {
        return new CniInterface(
                link.at("name").text(),
                link.at("mac").optText(),
                number(link, "mtu"),
                link.at("sandbox").optText(),
                link.at("socketPath").optText(),
                link.at("pciID").optText());
    }

    private static CniIp ip(CniValue ip) {
        OptionalLong index = ip.at("interface").optNumber(-1, Integer.MAX_VALUE);
        return new CniIp(
                ip.at("address").cidr(),
                ip.at("gateway").optional(CniValue::address),
                index.isPresent() && index.getAsLong() >= 0
                        ? OptionalInt.of((int) index.getAsLong())
                        : OptionalInt.empty());
    }

    private static CniRoute route(CniValue route) {
        return new CniRoute(
                route.at("dst").cidr(),
                route.at("gw").optional(CniValue::address),
                number(route, "mtu"),
                number(route, "advmss"),
                number(route, "priority"),
                number(route, "table"),
                number(route, "scope"));
    }

    private static CniDns dns(CniValue dns) {
        dns.objectTree();
        return new CniDns(
                dns.at("nameservers").texts(),
                dns.at("domain").optText(),
                dns.at("search").texts(),
                dns.at("options").texts());
    }

    private static OptionalLong number(CniValue object, String property) {
        return object.at(property).optNumber(0, MAX);
    }
}
