package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.Map;

/**
 * A qdisc without settings, or of a kind that has no class here: its options are bytes, as the kernel has them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), which names the kinds</a>
 */
public final class OtherQdisc extends QdiscSpec<OtherQdisc> {
    /** All that is in {@code TCA_OPTIONS}, in hexadecimal. */
    public static final Setting<OtherQdisc, String> OPTIONS = Setting.inside("options", TcTypes.HEX);

    /** A place for filters of what comes in; its parent is {@link Handle#INGRESS}. */
    public static final OtherQdisc INGRESS = of("ingress");

    /** A place for filters of what comes in and of what goes out; its parent is {@link Handle#INGRESS}. */
    public static final OtherQdisc CLSACT = of("clsact");

    /** Sends at once, or not at all. */
    public static final OtherQdisc NOQUEUE = of("noqueue");

    private final String kind;

    private OtherQdisc(String kind, Map<Setting<?, ?>, Object> values) {
        super(values);
        this.kind = kind;
    }

    /** One of this kind with the kernel's defaults, such as {@code sfq}. */
    public static OtherQdisc of(String kind) {
        return new OtherQdisc(kind, Map.of());
    }

    static OtherQdisc read(String kind, AttributeReader options) throws NetlinkException {
        if (options.length() == 0) return of(kind);
        return new OtherQdisc(kind, Map.of(OPTIONS, TcTypes.HEX.decode(options)));
    }

    @Override
    OtherQdisc copy(Map<Setting<?, ?>, Object> changed) {
        return new OtherQdisc(kind, changed);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    boolean hasOptions() {
        return has(OPTIONS);
    }

    @Override
    void write(MessageWriter w) {
        String options = value(OPTIONS);
        if (options != null) w.bytes(TcTypes.HEX.encode(options));
    }
}
