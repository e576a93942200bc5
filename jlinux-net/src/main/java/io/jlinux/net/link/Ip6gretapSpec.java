package io.jlinux.net.link;

/**
 * A tunnel for Ethernet frames over IPv6.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip6gretap</a>
 */
public final class Ip6gretapSpec extends GreOverIpv6Spec<Ip6gretapSpec> {
    private Ip6gretapSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static Ip6gretapSpec of(String name) {
        return new Ip6gretapSpec(named(name));
    }

    @Override
    protected Ip6gretapSpec copy(State changed) {
        return new Ip6gretapSpec(changed);
    }

    @Override
    public String kind() {
        return "ip6gretap";
    }
}
