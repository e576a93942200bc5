package io.jlinux.net.nftables;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.NftLogAttr;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Logs the packet: to the kernel's log, or with a group to a program that listens to it.
 *
 * @param prefix up to 127 bytes
 * @param level of syslog, 0 (emergency) to 7 (debug), 8 for the audit system; not with a group
 * @param group of nfnetlink_log
 * @param snapLength so many bytes of the packet, with a group
 * @param queueThreshold so many packets before they are told, with a group
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8), Log statement</a>
 */
public record Log(
        Optional<String> prefix,
        OptionalInt level,
        OptionalInt group,
        OptionalInt snapLength,
        OptionalInt queueThreshold)
        implements Expression {
    /** {@code LOG_WARNING}, which is {@code nft}'s where nothing is said. */
    public static final int WARNING = 4;

    public Log {
        if (level.isPresent() && group.isPresent()) {
            throw new IllegalArgumentException("a level is for the kernel's log, a group for a program");
        }
    }

    /** To the kernel's log, as a warning. */
    public static Log kernel(String prefix) {
        return new Log(
                Optional.of(UserData.check(prefix)),
                OptionalInt.of(WARNING),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** To whoever listens to a group of nfnetlink_log. */
    public static Log group(int group, String prefix) {
        return new Log(
                Optional.of(UserData.check(prefix)),
                OptionalInt.empty(),
                OptionalInt.of(group),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    @Override
    public String kind() {
        return "log";
    }

    @Override
    public void write(MessageWriter w) {
        prefix.ifPresent(p -> w.attributeString(NftLogAttr.NFTA_LOG_PREFIX, p));
        group.ifPresent(g -> w.attributeU16NetworkOrder(NftLogAttr.NFTA_LOG_GROUP, g));
        snapLength.ifPresent(n -> w.attributeU32NetworkOrder(NftLogAttr.NFTA_LOG_SNAPLEN, n));
        queueThreshold.ifPresent(n -> w.attributeU16NetworkOrder(NftLogAttr.NFTA_LOG_QTHRESHOLD, n));
        level.ifPresent(n -> w.attributeU32NetworkOrder(NftLogAttr.NFTA_LOG_LEVEL, n));
    }

    /** Empty where it has flags, which are about what of the packet is written. */
    static Optional<Expression> decode(AttributeReader a) throws NetlinkException {
        Optional<String> prefix = Optional.empty();
        OptionalInt level = OptionalInt.empty();
        OptionalInt group = OptionalInt.empty();
        OptionalInt snap = OptionalInt.empty();
        OptionalInt threshold = OptionalInt.empty();
        int flags = 0;
        while (a.next()) {
            switch (a.type()) {
                case NftLogAttr.NFTA_LOG_PREFIX -> prefix = Optional.of(a.string());
                case NftLogAttr.NFTA_LOG_GROUP -> group = OptionalInt.of(a.u16NetworkOrder());
                case NftLogAttr.NFTA_LOG_SNAPLEN -> snap = OptionalInt.of(a.u32NetworkOrder());
                case NftLogAttr.NFTA_LOG_QTHRESHOLD -> threshold = OptionalInt.of(a.u16NetworkOrder());
                case NftLogAttr.NFTA_LOG_LEVEL -> level = OptionalInt.of(a.u32NetworkOrder());
                case NftLogAttr.NFTA_LOG_FLAGS -> flags = a.u32NetworkOrder();
                default -> {} // nothing else is known
            }
        }
        if (flags != 0 || (level.isPresent() && group.isPresent())) return Optional.empty();
        return Optional.of(new Log(prefix, level, group, snap, threshold));
    }
}
