package io.jlinux.net.conntrack;

import io.jlinux.net.netlink.ExtAckFuzz;
import io.jlinux.net.netlink.Message;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.Nfnl;

/** The decoders of this package, for tests of others. */
public final class ConntrackFuzz {
    private ConntrackFuzz() {}

    public static Object connection(Message message) throws NetlinkException {
        return Connection.decode(ExtAckFuzz.as(message, Nfnl.conntrack(Nfnl.IPCTNL_MSG_CT_NEW)))
                .toString();
    }

    public static Object entries(Message message) throws NetlinkException {
        return Conntrack.entries(message);
    }
}
