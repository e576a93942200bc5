package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkProtocol;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.LinuxException;

/** Where requests go: gives a socket for as long as they take. */
interface Access {
    /** Uses a socket of the namespace. */
    @FunctionalInterface
    interface Use<T> {
        T with(NetlinkSocket socket) throws LinuxException;
    }

    <T> T use(Use<T> use) throws LinuxException;

    /** Has the kernel do one thing. */
    default void execute(Request request) throws LinuxException {
        use(s -> {
            s.execute(request);
            return this;
        });
    }

    /** A socket for each use, in the namespace that the calling thread is in then. */
    static Access here() {
        return Here.INSTANCE;
    }

    /** A socket for each use, in a namespace that is held open by its handle. */
    static Access in(NamespaceHandle namespace) {
        return new Access() {
            @Override
            public <T> T use(Use<T> use) throws LinuxException {
                try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace)) {
                    return use.with(socket);
                }
            }
        };
    }

    /** One socket for all uses, which its owner closes. */
    static Access over(NetlinkSocket socket) {
        return new Access() {
            @Override
            public <T> T use(Use<T> use) throws LinuxException {
                return use.with(socket);
            }
        };
    }

    /** See {@link #here()}. */
    enum Here implements Access {
        INSTANCE;

        @Override
        public <T> T use(Use<T> use) throws LinuxException {
            try (NetlinkSocket socket = NetlinkSocket.open(NetlinkProtocol.ROUTE)) {
                return use.with(socket);
            }
        }
    }
}
