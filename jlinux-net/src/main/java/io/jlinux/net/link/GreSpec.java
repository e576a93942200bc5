package io.jlinux.net.link;

/**
 * A tunnel for packets of any protocol over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), gre</a>
 */
public final class GreSpec extends GreOverIpv4Spec<GreSpec> {
    private GreSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static GreSpec of(String name) {
        return new GreSpec(named(name));
    }

    @Override
    protected GreSpec copy(State changed) {
        return new GreSpec(changed);
    }

    @Override
    public String kind() {
        return "gre";
    }
}
