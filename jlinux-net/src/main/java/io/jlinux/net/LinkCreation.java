package io.jlinux.net;

import io.jlinux.net.netlink.Request;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;
import org.jspecify.annotations.Nullable;

/**
 * A link that was made of a spec, and the network that it is in, which is the taker's to close.
 *
 * <pre>
 *   nothing below it, or all in one place   create ──► where it shall be
 *   something below it elsewhere            create ──► where that is, with IFLA_NET_NS_FD of where it shall be
 * </pre>
 */
record LinkCreation(Network network, Link link) {

    static LinkCreation of(LinkSpec<?> spec) throws LinuxException {
        NamespaceHandle where = spec.end().namespace();
        Network network = where == null ? Network.current() : Network.in(where);
        try {
            Link link = make(spec, network);
            try {
                network.socket().executeAll(spec.end().configuration(link.index()));
                if (link.asksForNeighbours()) {
                    SolicitedNodes.await(
                            network.socket(), link.index(), spec.end().addresses());
                }
            } catch (LinuxException | RuntimeException e) {
                LinkMaker.undo(network.socket(), link.index(), e);
                throw e;
            }
            return new LinkCreation(network, link);
        } catch (LinuxException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private static Link make(LinkSpec<?> spec, Network target) throws LinuxException {
        NamespaceHandle where = spec.end().namespace();
        NamespaceHandle origin = spec.state().origin;
        boolean elsewhere = spec.hasUnderlay() && where != origin;
        String masterName = spec.end().masterName();
        Integer master =
                masterName == null ? null : target.links().get(masterName).index();
        if (!elsewhere) {
            Request create = spec.request(parent(spec, target), master, null);
            return LinkMaker.make(
                    target.socket(), create, spec.name(), !spec.end().hasMaster());
        }
        try (Network from = origin == null ? Network.current() : Network.in(origin);
                Target handle = Target.of(where)) {
            Request create = spec.request(parent(spec, from), master, handle.number());
            return LinkMaker.makeElsewhere(from.socket(), create, target.socket(), spec.name());
        }
    }

    private static @Nullable Integer parent(LinkSpec<?> spec, Network network) throws LinuxException {
        String name = spec.state().parentName;
        return name == null
                ? spec.state().parentIndex
                : (Integer) network.links().get(name).index();
    }

    /** A descriptor of where the link shall be: the caller's, or one of the calling thread's namespace. */
    private record Target(NamespaceHandle handle, boolean owned) implements AutoCloseable {
        static Target of(@Nullable NamespaceHandle given) throws LinuxException {
            return given != null ? new Target(given, false) : new Target(Namespace.NET.current(), true);
        }

        int number() {
            return handle.fd().number();
        }

        @Override
        public void close() {
            if (owned) handle.close();
        }
    }
}
