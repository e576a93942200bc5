package io.jlinux.net;

/**
 * A VLAN that a port of a bridge, or the bridge itself, is in.
 *
 * @param linkIndex the port, or the bridge
 * @param id 1 to 4094
 * @param pvid whether untagged packets that come in are in it
 * @param untagged whether its packets go out untagged
 * @see <a href="https://man7.org/linux/man-pages/man8/bridge.8.html">bridge(8), vlan</a>
 */
public record BridgeVlan(int linkIndex, int id, boolean pvid, boolean untagged) {
    public BridgeVlan {
        if (id < 1 || id > 4094) throw new IllegalArgumentException("VLAN " + id + ", not 1..4094");
    }

    /** Tagged packets of this VLAN. */
    public static BridgeVlan tagged(int linkIndex, int id) {
        return new BridgeVlan(linkIndex, id, false, false);
    }

    /** The VLAN of all untagged packets, both ways. */
    public static BridgeVlan untagged(int linkIndex, int id) {
        return new BridgeVlan(linkIndex, id, true, true);
    }
}
