package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;

/** Addresses as numbers, to count with. */
final class IpNumber {
    private IpNumber() {}

    static BigInteger of(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    /** The address of 4 or 16 bytes with this number. */
    static InetAddress toAddress(BigInteger number, int bytes) {
        byte[] digits = number.toByteArray();
        byte[] all = new byte[bytes];
        int n = Math.min(digits.length, bytes);
        System.arraycopy(digits, digits.length - n, all, bytes - n, n);
        return Cidr.address(all);
    }
}
