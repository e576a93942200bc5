package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;

/**
 * Where the attributes of a translation to this host's addresses stand, which masquerade and redirect have alike.
 *
 * @param min attribute of the register of the first port
 * @param max attribute of the register of the last port
 * @param flags attribute of {@code NF_NAT_RANGE_*}
 */
record PortRegisters(int min, int max, int flags) {
    /** Makes an expression of what was read. */
    @FunctionalInterface
    interface Maker {
        Expression make(int portMin, int portMax, int flags);
    }

    void write(MessageWriter w, int portMin, int portMax, int value) {
        if (value != 0) w.attributeU32NetworkOrder(flags, value);
        if (portMin == 0) return;
        w.attributeU32NetworkOrder(min, portMin);
        if (portMax != 0) w.attributeU32NetworkOrder(max, portMax);
    }

    Expression read(AttributeReader a, Maker maker) throws NetlinkException {
        int portMin = 0;
        int portMax = 0;
        int value = 0;
        while (a.next()) {
            if (a.type() == min) portMin = Registers.received(a.u32NetworkOrder());
            else if (a.type() == max) portMax = Registers.received(a.u32NetworkOrder());
            else if (a.type() == flags) value = a.u32NetworkOrder();
        }
        return maker.make(portMin, portMax, value);
    }
}
