package io.jlinux.net.ethtool;

import static io.jlinux.net.wire.EthtoolBitAttr.ETHTOOL_A_BITSET_BIT_NAME;
import static io.jlinux.net.wire.EthtoolBitAttr.ETHTOOL_A_BITSET_BIT_VALUE;
import static io.jlinux.net.wire.EthtoolBitsetAttr.ETHTOOL_A_BITSET_BITS;
import static io.jlinux.net.wire.EthtoolBitsetAttr.ETHTOOL_A_BITSET_NOMASK;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Bit sets in their verbose form: a name for each bit, and with a mask whether it is set. */
final class Bitset {
    private static final int ETHTOOL_A_BITSET_BITS_BIT = 1;

    private Bitset() {}

    /** Of a list without a mask, those that are in it; of one with a mask, those that are said. */
    static Map<String, Boolean> read(Attributes set) throws NetlinkException {
        boolean list = set.get(ETHTOOL_A_BITSET_NOMASK, AttributeType.FLAG).isPresent();
        Map<String, Boolean> bits = new HashMap<>();
        for (AttributeReader b = set.nested(ETHTOOL_A_BITSET_BITS).reader(); b.next(); ) {
            Attributes bit = Attributes.within(b);
            String name =
                    bit.get(ETHTOOL_A_BITSET_BIT_NAME, AttributeType.STRING).orElse("");
            boolean on = list
                    || bit.get(ETHTOOL_A_BITSET_BIT_VALUE, AttributeType.FLAG).isPresent();
            if (!name.isEmpty()) bits.put(name, on);
        }
        return bits;
    }

    @SafeVarargs
    static SortedSet<String> names(Map<String, Boolean>... sets) {
        SortedSet<String> names = new TreeSet<>();
        for (Map<String, Boolean> set : sets) names.addAll(set.keySet());
        return names;
    }

    static Attributes write(Map<String, Boolean> wanted) {
        Attributes bits = Attributes.NONE;
        for (Map.Entry<String, Boolean> e : wanted.entrySet()) {
            Attributes bit = Attributes.NONE.with(ETHTOOL_A_BITSET_BIT_NAME, AttributeType.STRING, e.getKey());
            if (e.getValue()) bit = bit.with(ETHTOOL_A_BITSET_BIT_VALUE, AttributeType.FLAG, true);
            bits = bits.andFlagged(ETHTOOL_A_BITSET_BITS_BIT, bit);
        }
        return Attributes.NONE.andFlagged(ETHTOOL_A_BITSET_BITS, bits);
    }
}
