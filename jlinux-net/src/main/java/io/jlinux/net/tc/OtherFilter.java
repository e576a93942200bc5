package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.List;
import java.util.Map;

/**
 * A filter of a kind that has no class here: its options, actions included, are bytes, as the kernel has them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), which names the kinds of filters</a>
 */
public final class OtherFilter extends FilterSpec<OtherFilter> {
    /** All that is in {@code TCA_OPTIONS}, in hexadecimal. */
    public static final Setting<OtherFilter, String> OPTIONS = Setting.inside("options", TcTypes.HEX);

    private final String kind;

    private OtherFilter(String kind, Map<Setting<?, ?>, Object> values, List<Action> actions) {
        super(values, actions);
        this.kind = kind;
    }

    /** One of this kind, without options. */
    public static OtherFilter of(String kind) {
        return new OtherFilter(kind, Map.of(), List.of());
    }

    static OtherFilter read(String kind, Values v, AttributeReader options) throws NetlinkException {
        return new OtherFilter(kind, v.put(OPTIONS, TcTypes.HEX.decode(options)).map(), List.of());
    }

    @Override
    OtherFilter copy(Map<Setting<?, ?>, Object> changed, List<Action> actions) {
        return new OtherFilter(kind, changed, actions);
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    void validate() {
        if (!actions().isEmpty()) throw new IllegalArgumentException("actions of " + kind + " are among its options");
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
