package io.jlinux.net.link;

/**
 * A tunnel for Ethernet frames over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), gretap</a>
 */
public final class GretapSpec extends GreOverIpv4Spec<GretapSpec> {
    private GretapSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static GretapSpec of(String name) {
        return new GretapSpec(named(name));
    }

    @Override
    protected GretapSpec copy(State changed) {
        return new GretapSpec(changed);
    }

    @Override
    public String kind() {
        return "gretap";
    }
}
