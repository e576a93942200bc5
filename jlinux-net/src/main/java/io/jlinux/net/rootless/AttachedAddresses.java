package io.jlinux.net.rootless;

import io.jlinux.net.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a namespace's side of a network without asking there.
 *
 * @param link its name
 * @param address of the link
 * @param gateway the way out
 * @param resolvers name servers
 * @param hostLoopback the address that stands for 127.0.0.1 of the host
 */
record AttachedAddresses(
        Optional<String> link,
        Optional<Cidr> address,
        Optional<InetAddress> gateway,
        List<InetAddress> resolvers,
        Optional<InetAddress> hostLoopback) {
    /** Nothing is known. */
    static final AttachedAddresses NONE =
            new AttachedAddresses(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());
}
