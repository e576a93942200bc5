package io.jlinux.net;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * An IPv4 or IPv6 address with the length of its network prefix, such as {@code 10.7.0.1/24}.
 *
 * <p>The bits of the host are kept: as the address of a link {@code 10.7.0.1/24} is the host 1 in the network {@link
 * #network() 10.7.0.0/24}. Immutable.
 *
 * @param address IPv4 or IPv6, without a scope
 * @param prefixLength 0 to 32, or to 128 for IPv6
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record Cidr(InetAddress address, int prefixLength) {
    /** All of IPv4, {@code 0.0.0.0/0}: the destination of a default route. */
    public static final Cidr ALL_IPV4 = of("0.0.0.0/0");

    /** All of IPv6, {@code ::/0}: the destination of a default route. */
    public static final Cidr ALL_IPV6 = of("::/0");

    public Cidr {
        address = IpLiteral.of(address.getAddress());
        int bits = address.getAddress().length * 8;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("a prefix of " + prefixLength + " bits, not 0.." + bits);
        }
    }

    /**
     * Reads {@code 10.7.0.1/24} or {@code fd00::1/64}; a single address is the whole of it, {@code /32} or {@code /128}.
     *
     * @throws IllegalArgumentException for anything else, names included
     */
    public static Cidr of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            InetAddress address = address(text);
            return new Cidr(address, address.getAddress().length * 8);
        }
        String prefix = text.substring(slash + 1);
        if (prefix.isEmpty() || prefix.length() > 3 || (prefix.length() > 1 && prefix.charAt(0) == '0')) {
            throw new IllegalArgumentException("not a prefix length: " + text);
        }
        return new Cidr(address(text.substring(0, slash)), IpLiteral.number(prefix, 10, 128, text));
    }

    /**
     * Reads a numeric address, and never asks a name server.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static InetAddress address(String text) {
        return IpLiteral.parse(text);
    }

    /**
     * The address with these bytes, without a scope; an IPv4-mapped IPv6 address stays one.
     *
     * @throws IllegalArgumentException for another number of bytes than 4 and 16
     */
    public static InetAddress address(byte[] bytes) {
        return IpLiteral.of(bytes);
    }

    /** A numeric address as {@code ip} writes it; {@link #address(String)} reads it. */
    public static String text(InetAddress address) {
        return IpLiteral.format(address);
    }

    public boolean isIpv6() {
        return address.getAddress().length == 16;
    }

    /** The network: the same with the bits of the host at zero. */
    public Cidr network() {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) bytes[i] &= (byte) mask(i);
        return new Cidr(IpLiteral.of(bytes), prefixLength);
    }

    /** Whether {@code other} is in this network; false across IPv4 and IPv6. */
    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.getAddress().length) return false;
        return Arrays.equals(
                new Cidr(other, prefixLength).network().address.getAddress(),
                network().address.getAddress());
    }

    private int mask(int index) {
        int bits = Math.max(0, Math.min(8, prefixLength - 8 * index));
        return (0xff00 >> bits) & 0xff;
    }

    /** {@code 10.7.0.1/24}, {@code fd00::1/64}; {@link #of} reads it. */
    @Override
    public String toString() {
        return IpLiteral.format(address) + "/" + prefixLength;
    }
}
