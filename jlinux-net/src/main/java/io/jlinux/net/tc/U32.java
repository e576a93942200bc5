package io.jlinux.net.tc;

import io.jlinux.net.Cidr;
import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.wire.U32Attr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A filter that compares 32-bit words of the packet, counted from its IP header on: it is in every kernel.
 *
 * <pre>{@code
 * U32.ipv4().destination(Cidr.of("10.7.0.0/16")).ipProtocol(6).destinationPort(80).to(Handle.of("1:10"))
 * }</pre>
 *
 * <p>Ports are looked for where they are in a packet without IP options or extension headers, as {@code tc} does it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/tc-u32.8.html">tc-u32(8)</a>
 */
public final class U32 extends FilterSpec<U32> {
    /**
     * One word that is compared.
     *
     * @param value of the bits in the mask, as the packet has them from left to right
     * @param mask which bits are looked at
     * @param offset bytes from the IP header on, a multiple of 4
     * @param offsetMask 0; -1 counts from where the next header is
     */
    public record Word(int value, int mask, int offset, int offsetMask) {
        public Word {
            if ((value & ~mask) != 0) throw new IllegalArgumentException("bits of the value that are not in the mask");
            if (offset % 4 != 0) throw new IllegalArgumentException("offset " + offset + " is no multiple of 4");
        }
    }

    /** All words that are compared; the kernel takes at most 128. */
    public static final Setting<U32, List<Word>> WORDS = Setting.inside("match", Selector.TYPE);

    /** Where the packets belong. */
    public static final Setting<U32, Handle> CLASS = Setting.of("flowid", U32Attr.TCA_U32_CLASSID, Handle.TYPE);

    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_PROTOCOL = 8;
    private static final int IPV4_PORTS = 20;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_PROTOCOL = 4;
    private static final int IPV6_PORTS = 40;

    private U32(Map<Setting<?, ?>, Object> values, List<Action> actions) {
        super(values, actions);
    }

    /** About all packets of any protocol. */
    public static U32 all() {
        return new U32(Map.of(), List.of()).match(new Word(0, 0, 0, 0));
    }

    /** About IPv4 packets. */
    public static U32 ipv4() {
        return new U32(Map.of(), List.of()).protocol(IPV4);
    }

    /** About IPv6 packets. */
    public static U32 ipv6() {
        return new U32(Map.of(), List.of()).protocol(IPV6);
    }

    /**
     * Compares one more word.
     *
     * @throws IllegalArgumentException where it contradicts what is compared already
     */
    public U32 match(Word word) {
        List<Word> words = new ArrayList<>(value(WORDS, List.of()));
        for (int i = 0; i < words.size(); i++) {
            Word w = words.get(i);
            if (w.offset != word.offset || w.offsetMask != word.offsetMask) continue;
            if (((w.value ^ word.value) & w.mask & word.mask) != 0) {
                throw new IllegalArgumentException("the word at " + word.offset + " cannot have two values");
            }
            words.set(i, new Word(w.value | word.value, w.mask | word.mask, w.offset, w.offsetMask));
            return with(WORDS, List.copyOf(words));
        }
        words.add(word);
        return with(WORDS, List.copyOf(words));
    }

    private boolean isIpv6() {
        int protocol = value(PROTOCOL, 0);
        if (protocol != IPV4 && protocol != IPV6) throw new IllegalStateException("neither ipv4() nor ipv6()");
        return protocol == IPV6;
    }

    private U32 address(Cidr network, int ipv4Offset, int ipv6Offset) {
        if (network.isIpv6() != isIpv6())
            throw new IllegalArgumentException(network + ": not of the filter's protocol");
        ByteBuffer bytes = ByteBuffer.wrap(network.network().address().getAddress());
        U32 all = this;
        int left = network.prefixLength();
        int offset = network.isIpv6() ? ipv6Offset : ipv4Offset;
        for (; bytes.hasRemaining() && left > 0; left -= 32, offset += 4) {
            int mask = left >= 32 ? -1 : -1 << (32 - left);
            all = all.match(new Word(bytes.getInt(), mask, offset, 0));
        }
        return left == network.prefixLength() ? all.match(new Word(0, 0, offset, 0)) : all; // a prefix of 0
    }

    /** From this network. */
    public U32 source(Cidr network) {
        return address(network, IPV4_SOURCE, IPV6_SOURCE);
    }

    /** To this network. */
    public U32 destination(Cidr network) {
        return address(network, IPV4_SOURCE + 4, IPV6_SOURCE + 16);
    }

    /** Of this protocol: 6 is TCP, 17 UDP. */
    public U32 ipProtocol(int number) {
        if (number < 0 || number > 255) throw new IllegalArgumentException("protocol " + number);
        if (isIpv6()) return match(new Word(number << 8, 0xff00, IPV6_PROTOCOL, 0));
        return match(new Word(number << 16, 0xff_0000, IPV4_PROTOCOL, 0));
    }

    /** From this port; {@link #ipProtocol} should be said too. */
    public U32 sourcePort(int port) {
        return match(new Word(checkPort(port) << 16, 0xffff_0000, isIpv6() ? IPV6_PORTS : IPV4_PORTS, 0));
    }

    /** To this port; {@link #ipProtocol} should be said too. */
    public U32 destinationPort(int port) {
        return match(new Word(checkPort(port), 0xffff, isIpv6() ? IPV6_PORTS : IPV4_PORTS, 0));
    }

    private static int checkPort(int port) {
        if (port < 0 || port > 0xffff) throw new IllegalArgumentException("port " + port);
        return port;
    }

    /** Where the packets belong. */
    public U32 to(Handle classOfQdisc) {
        return with(CLASS, classOfQdisc);
    }

    @Override
    U32 copy(Map<Setting<?, ?>, Object> changed, List<Action> actions) {
        return new U32(changed, actions);
    }

    @Override
    public String kind() {
        return "u32";
    }

    @Override
    void validate() {
        required(WORDS);
    }

    @Override
    void write(MessageWriter w) {
        writeAttributes(w);
        writeActions(w, U32Attr.TCA_U32_ACT);
        w.attributeBytes(U32Attr.TCA_U32_SEL, WORDS.type().encode(required(WORDS)));
    }

    static U32 read(Values v, List<Action> actions, AttributeReader options) throws NetlinkException {
        for (AttributeReader a = options.nested(); a.next(); ) {
            if (a.type() == U32Attr.TCA_U32_SEL) v.put(WORDS, Selector.TYPE.decode(a));
            v.take(a, List.of(CLASS));
        }
        return new U32(v.map(), actions);
    }

    /** Whether these are the options of a filter, and not of a table of filters. */
    static boolean isFilter(AttributeReader options) throws NetlinkException {
        for (AttributeReader a = options.nested(); a.next(); ) {
            if (a.type() == U32Attr.TCA_U32_SEL) return true;
        }
        return false;
    }

    /**
     * {@code struct tc_u32_sel}: u8 flags, offshift, nkeys, be16 offmask, u16 off, s16 offoff, hoff, be32 hmask; a be32 mask,
     * be32 value, s32 offset and s32 offset mask for each word.
     */
    private static final class Selector {
        static final int HEADER = 16;
        static final int WORD = 16;
        static final int MAX_WORDS = 128;
        /** {@code TC_U32_TERMINAL}: the packets are classified by it. */
        static final byte TERMINAL = 1;

        static final AttributeType<List<Word>> TYPE = AttributeType.of(Selector::encode, Selector::decode);

        private static byte[] encode(List<Word> words) {
            if (words.size() > MAX_WORDS) throw new IllegalArgumentException("more than " + MAX_WORDS + " words");
            ByteBuffer b = TcTypes.struct(HEADER + WORD * words.size());
            b.put(0, TERMINAL).put(2, (byte) words.size());
            b.position(HEADER);
            for (Word w : words) {
                b.order(ByteOrder.BIG_ENDIAN).putInt(w.mask).putInt(w.value);
                b.order(ByteOrder.nativeOrder()).putInt(w.offset).putInt(w.offsetMask);
            }
            return TcTypes.bytes(b);
        }

        private static List<Word> decode(AttributeReader a) throws NetlinkException {
            int count = TcTypes.struct(a.bytes(0, HEADER)).get(2) & 0xff;
            ByteBuffer b = ByteBuffer.wrap(a.bytes(HEADER, count * WORD));
            List<Word> words = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                b.order(ByteOrder.BIG_ENDIAN);
                int mask = b.getInt();
                int value = b.getInt();
                b.order(ByteOrder.nativeOrder());
                int offset = b.getInt();
                if (offset % 4 != 0) throw NetlinkException.malformed("a word at " + offset);
                words.add(new Word(value & mask, mask, offset, b.getInt()));
            }
            return List.copyOf(words);
        }
    }
}
