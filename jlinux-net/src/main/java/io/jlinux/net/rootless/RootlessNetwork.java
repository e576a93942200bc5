package io.jlinux.net.rootless;

import io.jlinux.ns.NamespaceHandle;
import io.jlinux.spawn.LinuxProcess;
import java.io.IOException;

/**
 * How a network namespace is connected to the outside by a program that needs no rights. A value, which may attach any number.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/network_namespaces.7.html">network_namespaces(7)</a>
 */
public sealed interface RootlessNetwork permits Slirp4netns, Pasta {
    /** By slirp4netns, which gives the namespace a network of its own, 10.0.2.0/24, and translates. */
    static Slirp4netns slirp4netns() {
        return Slirp4netns.DEFAULT;
    }

    /** By pasta, which gives the namespace the addresses of the host, and does not translate. */
    static Pasta pasta() {
        return Pasta.DEFAULT;
    }

    /**
     * By whichever of them is installed: slirp4netns first, which also works on a host without a default route.
     *
     * @throws RootlessException when none is; it names the packages
     */
    static RootlessNetwork installed() throws RootlessException {
        if (Programs.isInstalled(Slirp4netns.NAME)) return slirp4netns();
        if (Programs.isInstalled(Pasta.NAME)) return pasta();
        throw new RootlessException(
                Slirp4netns.NAME + " or " + Pasta.NAME,
                "is not installed",
                "",
                "Debian has them in the packages slirp4netns and passt",
                null);
    }

    /** With a port of the host more that leads into the namespace. */
    RootlessNetwork forward(HostForward forward);

    /** With the host's loopback addresses reachable from the namespace, which they are not unless this is said. */
    RootlessNetwork allowHostLoopback();

    /**
     * Connects the network namespace of a process, and returns when the link in it is up. It is disconnected when the process ends.
     *
     * @param pid as this JVM sees it; of this user, in a network namespace of its own
     * @throws RootlessException when the program is missing or fails; it has what the program said
     * @throws IOException when the process has ended or its namespaces cannot be opened
     */
    RootlessAttachment attach(long pid) throws IOException;

    /** As {@link #attach(long)}. */
    default RootlessAttachment attach(LinuxProcess process) throws IOException {
        return attach(process.pid());
    }

    /**
     * Connects a network namespace without a process; until {@link RootlessAttachment#close()}, or the end of this JVM.
     *
     * @param network stays the caller's, and may be closed afterwards
     * @throws RootlessException when the program is missing or fails; it has what the program said
     * @throws IOException when its owning user namespace cannot be opened
     */
    RootlessAttachment attach(NamespaceHandle network) throws IOException;
}
