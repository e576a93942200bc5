package io.jlinux.net;

import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules by which a network namespace chooses a routing table. Thread-safe; see {@link Links} for where it works.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-rule.8.html">ip-rule(8)</a>
 */
public final class Rules {
    private final Access access;

    Rules(Access access) {
        this.access = access;
    }

    /** Those of the namespace that the calling thread is in at the time of each call. */
    public static Rules here() {
        return new Rules(Access.here());
    }

    /** Those of a namespace, as long as its handle is open. */
    public static Rules in(NamespaceHandle namespace) {
        return new Rules(Access.in(Network.requireNetwork(namespace)));
    }

    /** Those for IPv4, then those for IPv6, each by priority. */
    public List<Rule> list() throws LinuxException {
        return access.use(s -> {
            List<Rule> rules = new ArrayList<>(list(s, AddressDecoder.AF_INET));
            rules.addAll(list(s, AddressDecoder.AF_INET6));
            return rules;
        });
    }

    private static List<Rule> list(NetlinkSocket socket, int family) throws LinuxException {
        Request dump = new Request(
                Rtm.RTM_GETRULE,
                0,
                RtNames.RULE,
                "list rules",
                "",
                w -> w.u8(family).u8(0).u16(0).u64(0));
        try {
            return socket.dump(dump, Rule::decode).stream()
                    .flatMap(Optional::stream)
                    .toList();
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EOPNOTSUPP || e.errno() == Errno.EAFNOSUPPORT) return List.of(); // no such family
            throw e;
        }
    }

    /**
     * Adds a rule.
     *
     * @throws NetlinkException {@code EEXIST} when there is one like it
     */
    public void add(Rule rule) throws LinuxException {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        access.execute(request(Rtm.RTM_NEWRULE, flags, "add rule", rule));
    }

    /**
     * Removes the first rule that is like this one; what it does not say is not compared.
     *
     * @throws NetlinkException {@code ENOENT} when there is none
     */
    public void remove(Rule rule) throws LinuxException {
        access.execute(request(Rtm.RTM_DELRULE, 0, "remove rule", rule));
    }

    private static Request request(int type, int flags, String operation, Rule rule) {
        String target = "from " + rule.source() + " to " + rule.destination();
        return new Request(type, flags, RtNames.RULE, operation, target, rule::write);
    }
}
