package io.jlinux.net.wireguard;

import io.jlinux.net.netlink.AttributeReader;
import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.NetlinkException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KeyAgreement;

/**
 * A key of WireGuard: 32 bytes, private, public, or shared beforehand. Immutable.
 *
 * <p>Private keys are made, and public ones made of them, by the JDK's X25519. {@link #toString()} tells nothing of it;
 * {@link #base64()} is how {@code wg} writes it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/wg.8.html">wg(8)</a>
 */
public final class WireguardKey {
    static final int SIZE = 32;

    static final AttributeType<WireguardKey> TYPE = AttributeType.of(k -> k.bytes.clone(), WireguardKey::read);

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private final byte[] bytes;

    private WireguardKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The key with these 32 bytes. */
    public static WireguardKey of(byte[] bytes) {
        if (bytes.length != SIZE) throw new IllegalArgumentException("a key of " + bytes.length + " bytes, not 32");
        return new WireguardKey(bytes.clone());
    }

    /**
     * Reads 44 characters of base64.
     *
     * @throws IllegalArgumentException for anything else; the message does not repeat it
     */
    public static WireguardKey ofBase64(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a key in base64"); // without the text, which may be secret
        }
        return of(bytes);
    }

    /** A new private key. */
    public static WireguardKey generatePrivate() {
        WireguardKey key = generateShared();
        key.bytes[0] &= (byte) 248;
        key.bytes[31] = (byte) ((key.bytes[31] & 127) | 64);
        return key;
    }

    /** A new key to be shared beforehand by two peers, above their own. */
    public static WireguardKey generateShared() {
        byte[] bytes = new byte[SIZE];
        new SecureRandom().nextBytes(bytes);
        return new WireguardKey(bytes);
    }

    /** The public key of this private one: X25519 of it and the base point. */
    public WireguardKey publicKey() {
        try {
            KeyFactory factory = KeyFactory.getInstance("X25519");
            PrivateKey own = factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, bytes));
            PublicKey base = factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(own);
            agreement.doPhase(base, true);
            return new WireguardKey(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    private static WireguardKey read(AttributeReader a) throws NetlinkException {
        if (a.length() != SIZE) throw NetlinkException.malformed("a key of " + a.length() + " bytes");
        return new WireguardKey(a.bytes());
    }

    /** All zeros: how the kernel says that there is none. */
    boolean isZero() {
        return Arrays.equals(bytes, new byte[SIZE]);
    }

    static WireguardKey zero() {
        return new WireguardKey(new byte[SIZE]);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** 44 characters. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WireguardKey k && MessageDigest.isEqual(bytes, k.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "WireguardKey";
    }
}
