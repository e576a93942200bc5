package io.jlinux.net.nftables;

import io.jlinux.net.netlink.NetlinkException;

/**
 * The registers of a rule: 64 bytes, in words of 4.
 *
 * <p>A word at a multiple of 16 bytes has the number of the 16-byte register that begins there, as the kernel itself tells
 * it; the others have those of {@code NFT_REG32_*}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/nft.8.html">nft(8)</a>
 */
public final class Registers {
    /** {@code NFT_REG_VERDICT}. */
    public static final int VERDICT = 0;

    /** The first of those that hold data. */
    public static final int FIRST = 1;

    /** Words of 4 bytes. */
    public static final int WORDS = 16;

    private static final int REG32_00 = 8;

    private Registers() {}

    /** The register that begins at a word, 0 to 15. */
    public static int at(int word) {
        if (word < 0 || word >= WORDS) throw new IllegalArgumentException("word " + word + " is not in 0..15");
        return word % 4 == 0 ? 1 + word / 4 : REG32_00 + word;
    }

    /** How many words a value of {@code bytes} takes. */
    public static int words(int bytes) {
        return (bytes + 3) / 4;
    }

    static int checked(int register) {
        boolean good = (register >= 0 && register <= 4) || (register >= REG32_00 && register < REG32_00 + WORDS);
        if (!good) throw new IllegalArgumentException("no register " + register);
        return register;
    }

    static int received(int register) throws NetlinkException {
        try {
            return checked(register);
        } catch (IllegalArgumentException e) {
            throw NetlinkException.malformed(String.valueOf(e.getMessage()));
        }
    }
}
