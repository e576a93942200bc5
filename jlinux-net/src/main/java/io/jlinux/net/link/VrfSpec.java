package io.jlinux.net.link;

import io.jlinux.net.LinkOption;
import io.jlinux.net.LinkSpec;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.wire.VrfAttr;

/**
 * A routing domain: links that have it as their master are routed by its table only.
 *
 * @see <a href="https://docs.kernel.org/networking/vrf.html">Virtual Routing and Forwarding</a>
 */
public final class VrfSpec extends LinkSpec<VrfSpec> {
    /** The routing table, 1 to 2³²-1. */
    public static final LinkOption<VrfSpec, Long> TABLE = of(VrfAttr.IFLA_VRF_TABLE, AttributeType.U32);

    private VrfSpec(State state) {
        super(state);
    }

    /** A vrf with this name and this routing table, 1 to 2³²-1. */
    public static VrfSpec of(String name, long table) {
        if (table == 0) throw new IllegalArgumentException("a vrf of table 0");
        return new VrfSpec(named(name)).with(TABLE, table);
    }

    private static <T> LinkOption<VrfSpec, T> of(int attribute, AttributeType<T> type) {
        return new LinkOption<>("vrf", attribute, type);
    }

    @Override
    protected VrfSpec copy(State changed) {
        return new VrfSpec(changed);
    }

    @Override
    public String kind() {
        return "vrf";
    }
}
