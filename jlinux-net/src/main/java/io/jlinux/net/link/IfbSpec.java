package io.jlinux.net.link;

import io.jlinux.net.LinkSpec;

/**
 * An intermediate functional block: packets that are redirected to it can be shaped as if they were sent.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), ifb</a>
 */
public final class IfbSpec extends LinkSpec<IfbSpec> {
    private IfbSpec(State state) {
        super(state);
    }

    /** An ifb with this name. */
    public static IfbSpec of(String name) {
        return new IfbSpec(named(name));
    }

    @Override
    protected IfbSpec copy(State changed) {
        return new IfbSpec(changed);
    }

    @Override
    public String kind() {
        return "ifb";
    }
}
