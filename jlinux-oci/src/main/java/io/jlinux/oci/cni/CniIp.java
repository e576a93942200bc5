package io.jlinux.oci.cni;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An address that a container was given.
 *
 * @param address with the length of its network's prefix
 * @param gateway the way out of that network
 * @param interfaceIndex which one of the result's interfaces has it, from 0
 * @see <a href="https://www.cni.dev/docs/spec/#add-success">the result of ADD</a>
 */
public record CniIp(Cidr address, Optional<InetAddress> gateway, OptionalInt interfaceIndex) {}
