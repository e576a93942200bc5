package io.jlinux.oci.cni;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A link that a plugin made or found.
 *
 * @param name of the link
 * @param mac its hardware address
 * @param mtu in bytes (1.1.0)
 * @param sandbox the network namespace that it is in, as a file; empty for the host's
 * @param socketPath of a device that is reached by a socket (1.1.0)
 * @param pciId of a device that is one of the bus (1.1.0)
 * @see <a href="https://www.cni.dev/docs/spec/#add-success">the result of ADD</a>
 */
public record CniInterface(
        String name,
        Optional<String> mac,
        OptionalLong mtu,
        Optional<String> sandbox,
        Optional<String> socketPath,
        Optional<String> pciId) {

    /** A link of the host. */
    public static CniInterface onHost(String name, String mac) {
        return of(name, mac, Optional.empty());
    }

    /** A link in a container. */
    public static CniInterface inSandbox(String name, String mac, String sandbox) {
        return of(name, mac, Optional.of(sandbox));
    }

    private static CniInterface of(String name, String mac, Optional<String> sandbox) {
        return new CniInterface(
                name, Optional.of(mac), OptionalLong.empty(), sandbox, Optional.empty(), Optional.empty());
    }
}
