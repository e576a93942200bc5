package io.jlinux.net.ethtool;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.EthtoolChannelsAttr;
import java.util.OptionalInt;

/**
 * The queues of a link, and how many there can be; empty for kinds that the driver does not have.
 *
 * @param receiving queues for receiving only
 * @param sending queues for sending only
 * @param combined queues for both
 * @see <a href="https://man7.org/linux/man-pages/man8/ethtool.8.html">ethtool(8), --show-channels</a>
 */
public record Channels(
        OptionalInt receiving,
        OptionalInt receivingMax,
        OptionalInt sending,
        OptionalInt sendingMax,
        OptionalInt combined,
        OptionalInt combinedMax) {

    /**
     * How many there shall be; empty for as many as there are.
     *
     * @param receiving queues for receiving only
     * @param sending queues for sending only
     * @param combined queues for both
     */
    public record Change(OptionalInt receiving, OptionalInt sending, OptionalInt combined) {
        /** Changes nothing. */
        public static final Change NONE = new Change(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

        public Change receiving(int count) {
            return new Change(OptionalInt.of(count), sending, combined);
        }

        public Change sending(int count) {
            return new Change(receiving, OptionalInt.of(count), combined);
        }

        public Change combined(int count) {
            return new Change(receiving, sending, OptionalInt.of(count));
        }

        Attributes write(Attributes header) {
            Attributes a = header;
            a = with(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_RX_COUNT, receiving);
            a = with(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_TX_COUNT, sending);
            return with(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_COMBINED_COUNT, combined);
        }

        private static Attributes with(Attributes a, int attribute, OptionalInt value) {
            return value.isPresent() ? a.with(attribute, AttributeType.S32, value.getAsInt()) : a;
        }
    }

    static Channels of(Attributes a) throws NetlinkException {
        return new Channels(
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_RX_COUNT),
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_RX_MAX),
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_TX_COUNT),
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_TX_MAX),
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_COMBINED_COUNT),
                number(a, EthtoolChannelsAttr.ETHTOOL_A_CHANNELS_COMBINED_MAX));
    }

    static OptionalInt number(Attributes a, int attribute) throws NetlinkException {
        return a.get(attribute, AttributeType.S32).map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
