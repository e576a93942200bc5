package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.MatchallAttr;
import java.util.List;
import java.util.Map;

/**
 * A filter that matches every packet of its protocol. Linux 4.8.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-matchall.8.html">tc-matchall(8)</a>
 */
public final class Matchall extends FilterSpec<Matchall> {
    /** Where the packets belong. */
    public static final Setting<Matchall, Handle> CLASS =
            Setting.of("classid", MatchallAttr.TCA_MATCHALL_CLASSID, Handle.TYPE);

    private Matchall(Map<Setting<?, ?>, Object> values, List<Action> actions) {
        super(values, actions);
    }

    /** One that matches all packets of any protocol, and does nothing yet. */
    public static Matchall of() {
        return new Matchall(Map.of(), List.of());
    }

    /** Where the packets belong. */
    public Matchall to(Handle classOfQdisc) {
        return with(CLASS, classOfQdisc);
    }

    @Override
    Matchall copy(Map<Setting<?, ?>, Object> changed, List<Action> actions) {
        return new Matchall(changed, actions);
    }

    @Override
    public String kind() {
        return "matchall";
    }

    @Override
    void write(MessageWriter w) {
        writeAttributes(w);
        writeActions(w, MatchallAttr.TCA_MATCHALL_ACT);
    }

    static Matchall read(Values v, List<Action> actions, AttributeReader options) throws NetlinkException {
        for (AttributeReader a = options.nested(); a.next(); ) v.take(a, List.of(CLASS));
        return new Matchall(v.map(), actions);
    }
}
