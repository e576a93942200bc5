package io.jlinux.oci.cni;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A route of a container. All but the first two are of 1.1.0.
 *
 * @param destination where it leads
 * @param gateway by which way; empty for the address' own gateway
 * @param mtu in bytes
 * @param advertisedMss in bytes
 * @param priority the smaller one wins
 * @param table of the routing rules
 * @param scope how far it reaches
 * @see <a href="https://www.cni.dev/docs/spec/#add-success">the result of ADD</a>
 */
public record CniRoute(
        Cidr destination,
        Optional<InetAddress> gateway,
        OptionalLong mtu,
        OptionalLong advertisedMss,
        OptionalLong priority,
        OptionalLong table,
        OptionalLong scope) {

    /** A route by that gateway. */
    public static CniRoute of(Cidr destination, Optional<InetAddress> gateway) {
        OptionalLong unset = OptionalLong.empty();
        return new CniRoute(destination, gateway, unset, unset, unset, unset, unset);
    }
}
