package io.jlinux.net.link;

/**
 * A tunnel for IPv4 over IPv4.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ipip</a>
 */
public final class IpipSpec extends IpOverIpv4Spec<IpipSpec> {
    private IpipSpec(State state) {
        super(state);
    }

    /** One with this name, still without an end: {@link #remote} and {@link #local} say where they are. */
    public static IpipSpec of(String name) {
        return new IpipSpec(named(name));
    }

    @Override
    protected IpipSpec copy(State changed) {
        return new IpipSpec(changed);
    }

    @Override
    public String kind() {
        return "ipip";
    }
}
