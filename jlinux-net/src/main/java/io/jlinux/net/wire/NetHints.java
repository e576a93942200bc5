package io.jlinux.net.wire;

import io.jlinux.sys.Errno;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an error of rtnetlink usually means, and what to do about it. */
final class NetHints {
    private static final int ANY = -1;

    private record Row(int type, Errno errno, String hint) {}

    private static final List<Row> TABLE = List.of(
            new Row(
                    ANY,
                    Errno.EPERM,
                    "this needs CAP_NET_ADMIN in the user namespace that owns the network namespace;"
                            + " an ordinary user has it in a child with Namespace.USER and Namespace.NET of its own"),
            new Row(
                    Rtm.RTM_NEWLINK,
                    Errno.EEXIST,
                    "a link of that name exists already; names are unique within a" + " network namespace"),
            new Row(
                    Rtm.RTM_NEWLINK,
                    Errno.EOPNOTSUPP,
                    "this kernel lacks that kind of link (is its module there:"
                            + " modprobe veth, modprobe bridge?) or one of the settings"),
            new Row(Rtm.RTM_NEWADDR, Errno.EEXIST, "the link has this address already"),
            new Row(Rtm.RTM_NEWROUTE, Errno.EEXIST, "there is a route to this destination already"),
            new Row(
                    Rtm.RTM_NEWROUTE,
                    Errno.ENETUNREACH,
                    "no address of a link that is up reaches the gateway: first the"
                            + " address, then up, then the route"),
            new Row(Rtm.RTM_NEWROUTE, Errno.ENETDOWN, "the link must be up before a route goes through it"),
            new Row(Rtm.RTM_DELROUTE, Errno.ESRCH, "there is no such route"),
            new Row(Rtm.RTM_DELADDR, Errno.EADDRNOTAVAIL, "the link does not have this address"),
            new Row(ANY, Errno.ENODEV, "there is no such link in this network namespace"));

    private NetHints() {}

    static @Nullable String forError(int type, int rawErrno) {
        Errno errno = Errno.of(rawErrno);
        for (Row row : TABLE) {
            if (row.errno == errno && (row.type == ANY || row.type == type)) return row.hint;
        }
        return null;
    }
}
