package io.jlinux.net;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.BridgeAttr;
import io.jlinux.ns.NamespaceHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bridge as it shall be: an immutable value. What was not said is the kernel's default.
 *
 * <pre>{@code BridgeSpec.of("jl0").address(Cidr.of("10.7.0.1/24")).up()}</pre>
 */
public final class BridgeSpec {
    private final EndSpec link;
    private final @Nullable Boolean stp;
    private final @Nullable Boolean vlanFiltering;

    private BridgeSpec(EndSpec link, @Nullable Boolean stp, @Nullable Boolean vlanFiltering) {
        this.link = link;
        this.stp = stp;
        this.vlanFiltering = vlanFiltering;
    }

    /**
     * A bridge with this name.
     *
     * @throws IllegalArgumentException for a name that no link can have: more than 15 bytes, a slash, whitespace …
     */
    public static BridgeSpec of(String name) {
        return new BridgeSpec(EndSpec.of(name), null, null);
    }

    private BridgeSpec with(EndSpec changed) {
        return new BridgeSpec(changed, stp, vlanFiltering);
    }

    /** Where it shall be; else where the creating thread is. */
    public BridgeSpec namespace(NamespaceHandle namespace) {
        return with(link.in(namespace));
    }

    /** One more address. */
    public BridgeSpec address(Cidr address) {
        return with(link.address(address));
    }

    /** Largest packet in bytes; else the smallest of its ports'. */
    public BridgeSpec mtu(int bytes) {
        return with(link.link(link.link().mtu(bytes)));
    }

    /** Hardware address; else the lowest of its ports', which changes as they come and go. */
    public BridgeSpec mac(MacAddress address) {
        return with(link.link(link.link().mac(address)));
    }

    /** Packets that may wait for transmission; 0 is legal and means none. */
    public BridgeSpec txQueueLength(int packets) {
        return with(link.link(link.link().txQueueLength(packets)));
    }

    public BridgeSpec group(int number) {
        return with(link.link(link.link().group(number)));
    }

    /** Whether it runs the spanning tree protocol; the kernel's default is not. */
    public BridgeSpec stp(boolean on) {
        return new BridgeSpec(link, on, vlanFiltering);
    }

    /** Whether it looks at VLAN tags; the kernel's default is not. */
    public BridgeSpec vlanFiltering(boolean on) {
        return new BridgeSpec(link, stp, on);
    }

    /** Up when {@link Bridge#create} returns. It carries traffic only when a port does. */
    public BridgeSpec up() {
        return with(link.setUp());
    }

    EndSpec link() {
        return link;
    }

    Request request() {
        return LinkRequests.create("bridge", link.name(), link.link(), this::writeData);
    }

    private void writeData(MessageWriter w) {
        if (stp != null) w.attributeU32(BridgeAttr.IFLA_BR_STP_STATE, stp ? 1 : 0);
        if (vlanFiltering != null) w.attributeU8(BridgeAttr.IFLA_BR_VLAN_FILTERING, vlanFiltering ? 1 : 0);
    }
}
