package io.jlinux.net.link;

/**
 * A tunnel for packets of any protocol over IPv6.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ip6gre</a>
 */
public final class Ip6greSpec extends GreOverIpv6Spec<Ip6greSpec> {
    private Ip6greSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static Ip6greSpec of(String name) {
        return new Ip6greSpec(named(name));
    }

    @Override
    protected Ip6greSpec copy(State changed) {
        return new Ip6greSpec(changed);
    }

    @Override
    public String kind() {
        return "ip6gre";
    }
}
