package io.jlinux.oci.cni;

import java.util.List;
import java.util.Optional;

/**
 * What an ADD has made: links, addresses, routes, name servers. A value.
 *
 * @param version of the specification that it is written for
 * @param interfaces of the host and of the container
 * @param ips addresses of the container
 * @param routes of the container
 * @param dns for the container
 * @param json all of it, as the plugin printed it: the next plugin gets this
 * @see <a href="https://www.cni.dev/docs/spec/#add-success">the result of ADD</a>
 */
public record CniResult(
        CniVersion version,
        List<CniInterface> interfaces,
        List<CniIp> ips,
        List<CniRoute> routes,
        CniDns dns,
        String json) {

    public CniResult {
        interfaces = List.copyOf(interfaces);
        ips = List.copyOf(ips);
        routes = List.copyOf(routes);
    }

    /** A result that is made here, in a plugin of one's own. */
    public static CniResult of(
            CniVersion version, List<CniInterface> interfaces, List<CniIp> ips, List<CniRoute> routes, CniDns dns) {
        return new CniResult(
                version, interfaces, ips, routes, dns, ResultWriter.write(version, interfaces, ips, routes, dns));
    }

    /**
     * Reads a result of 0.3.0 or later.
     *
     * @throws CniConfigException when it breaks a rule; it names the JSON pointer
     */
    public static CniResult parse(String json) {
        return ResultReader.read(CniJson.parse(json, "result"), "result");
    }

    /** The first link in the container, which {@code CNI_IFNAME} named as a rule. */
    public Optional<CniInterface> containerInterface() {
        return interfaces.stream().filter(i -> i.sandbox().isPresent()).findFirst();
    }
}
