package io.jlinux.sandbox;

/**
 * What a sandbox has of a network.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public enum Network {
    /** A namespace of its own with nothing up in it: no address can be reached, not even 127.0.0.1. */
    NONE,
    /** A namespace of its own with the loopback link up: its processes reach each other, and nobody else. */
    LOOPBACK,
    /** The host's: all that this JVM reaches, its loopback services and abstract sockets too. */
    HOST
}
