package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * Addresses from one to another, both included. A value.
 *
 * @param first IPv4 or IPv6
 * @param last of the same family, not less than the first
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public record IpRange(InetAddress first, InetAddress last) {
    public IpRange {
        if (first.getAddress().length != last.getAddress().length) {
            throw new IllegalArgumentException("a range of two families: " + first + " to " + last);
        }
        if (IpNumber.of(first).compareTo(IpNumber.of(last)) > 0) {
            throw new IllegalArgumentException("a range that ends before it begins: " + first + " to " + last);
        }
    }

    /** All of a network, from the address whose host bits are zero to the one whose are one. */
    public static IpRange of(Cidr network) {
        BigInteger first = IpNumber.of(network.network().address());
        int bytes = network.address().getAddress().length;
        BigInteger size = BigInteger.ONE.shiftLeft(bytes * 8 - network.prefixLength());
        return new IpRange(
                network.network().address(), IpNumber.toAddress(first.add(size).subtract(BigInteger.ONE), bytes));
    }

    /** From one numeric address to another. */
    public static IpRange between(String first, String last) {
        return new IpRange(Cidr.address(first), Cidr.address(last));
    }

    /** One address. */
    public static IpRange single(InetAddress address) {
        return new IpRange(address, address);
    }

    public boolean contains(InetAddress address) {
        if (address.getAddress().length != first.getAddress().length) return false;
        BigInteger n = IpNumber.of(address);
        return n.compareTo(IpNumber.of(first)) >= 0 && n.compareTo(IpNumber.of(last)) <= 0;
    }

    /** How many addresses it has. */
    public BigInteger size() {
        return IpNumber.of(last).subtract(IpNumber.of(first)).add(BigInteger.ONE);
    }

    /** {@code 10.7.0.2-10.7.0.9}. */
    @Override
    public String toString() {
        return Cidr.text(first) + "-" + Cidr.text(last);
    }
}
