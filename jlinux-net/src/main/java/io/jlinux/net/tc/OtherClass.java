package io.jlinux.net.tc;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import java.util.Map;

/**
 * A class of a qdisc whose classes have no Java class here: its options are bytes, as the kernel has them.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc.8.html">tc(8), classful qdiscs</a>
 */
public final class OtherClass extends ClassSpec<OtherClass> {
    /** All that is in {@code TCA_OPTIONS}, in hexadecimal. */
    public static final Setting<OtherClass, String> OPTIONS = Setting.inside("options", TcTypes.HEX);

    private final String kind;

    private OtherClass(String kind, Map<Setting<?, ?>, Object> values) {
        super(values);
        this.kind = kind;
    }

    /** One of a qdisc of this kind, with the kernel's defaults. */
    public static OtherClass of(String kind) {
        return new OtherClass(kind, Map.of());
    }

    static OtherClass read(String kind, AttributeReader options) throws NetlinkException {
        return new OtherClass(kind, Map.of(OPTIONS, TcTypes.HEX.decode(options)));
    }

    @Override
    OtherClass copy(Map<Setting<?, ?>, Object> changed) {
        return new OtherClass(kind, changed);
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
