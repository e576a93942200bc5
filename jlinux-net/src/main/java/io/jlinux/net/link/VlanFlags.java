package io.jlinux.net.link;

import io.jlinux.net.netlink.AttributeType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What a VLAN does or does not ({@code VLAN_FLAG_*} of linux/if_vlan.h).
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), vlan</a>
 */
public enum VlanFlags {
    REORDER_HEADER,
    GVRP,
    LOOSE_BINDING,
    MVRP,
    BRIDGE_BINDING;

    /**
     * {@code struct ifla_vlan_flags}.
     *
     * @param flags those that are on
     * @param mask those that are said
     */
    public record Word(int flags, int mask) {}

    static final AttributeType<Word> WORD = AttributeType.of(
            w -> ByteBuffer.allocate(8)
                    .order(ByteOrder.nativeOrder())
                    .putInt(w.flags)
                    .putInt(w.mask)
                    .array(),
            a -> {
                ByteBuffer b = ByteBuffer.wrap(a.bytes(0, 8)).order(ByteOrder.nativeOrder());
                return new Word(b.getInt(), b.getInt());
            });

    private int bit() {
        return 1 << ordinal();
    }

    /** Whether it is on in {@code word}. */
    public boolean isIn(Word word) {
        return (word.flags & bit()) != 0;
    }

    Word in(Optional<Word> before, boolean on) {
        Word w = before.orElse(new Word(0, 0));
        return new Word(on ? w.flags | bit() : w.flags & ~bit(), w.mask | bit());
    }
}
