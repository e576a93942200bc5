package io.jlinux.oci.cni;

import java.util.OptionalLong;

/**
 * How much a container may receive and send.
 *
 * @param ingressRate to the container, in bits a second
 * @param ingressBurst how much may come at once, in bits; wanted with a rate
 * @param egressRate from the container, in bits a second
 * @param egressBurst how much may go at once, in bits; wanted with a rate
 * @see <a href="https://www.cni.dev/plugins/current/meta/bandwidth/">the plugin bandwidth</a>
 */
public record CniBandwidth(
        OptionalLong ingressRate, OptionalLong ingressBurst, OptionalLong egressRate, OptionalLong egressBurst) {
    public CniBandwidth {
        check(ingressRate, ingressBurst);
        check(egressRate, egressBurst);
    }

    /** Both ways the same. */
    public static CniBandwidth of(long bitsPerSecond, long burstBits) {
        OptionalLong rate = OptionalLong.of(bitsPerSecond);
        OptionalLong burst = OptionalLong.of(burstBits);
        return new CniBandwidth(rate, burst, rate, burst);
    }

    private static void check(OptionalLong rate, OptionalLong burst) {
        if (rate.isPresent() != burst.isPresent()) throw new IllegalArgumentException("a rate and a burst, or neither");
        if (rate.isPresent() && (rate.getAsLong() <= 0 || burst.getAsLong() <= 0)) {
            throw new IllegalArgumentException("not a rate: " + rate.getAsLong() + ", burst " + burst.getAsLong());
        }
    }
}
