package io.jlinux.net.link;

import io.jlinux.net.LinkSpec;

/**
 * A link that drops all that is sent through it: a place for addresses.
 *
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8), dummy</a>
 */
public final class DummySpec extends LinkSpec<DummySpec> {
    private DummySpec(State state) {
        super(state);
    }

    /** A dummy with this name. */
    public static DummySpec of(String name) {
        return new DummySpec(named(name));
    }

    @Override
    protected DummySpec copy(State changed) {
        return new DummySpec(changed);
    }

    @Override
    public String kind() {
        return "dummy";
    }
}
