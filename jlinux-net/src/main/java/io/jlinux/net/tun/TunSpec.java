package io.jlinux.net.tun;

import io.jlinux.net.LinkSpec;

/**
 * A link that a program reads and writes, as it shall be: an immutable value.
 *
 * <pre>{@code TunSpec.tap("tap0").address(Cidr.of("10.7.0.1/24")).multiQueue(4).up()}</pre>
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TunSpec extends LinkSpec<TunSpec> {
    private final Settings settings;

    /**
     * What is not common to all links.
     *
     * @param ethernet whether frames come and go, and not IP packets
     * @param queues how many; 0 for one that cannot become more
     * @param persistent whether it stays when it is closed
     * @param owner uid that may open it; -1 for those with {@code CAP_NET_ADMIN}
     * @param group gid that may open it; -1 for none
     */
    record Settings(boolean ethernet, int queues, boolean persistent, int owner, int group) {}

    private TunSpec(State state, Settings settings) {
        super(state);
        this.settings = settings;
    }

    /** A link for IP packets. */
    public static TunSpec tun(String name) {
        return new TunSpec(named(name), new Settings(false, 0, false, -1, -1));
    }

    /** A link for Ethernet frames. */
    public static TunSpec tap(String name) {
        return new TunSpec(named(name), new Settings(true, 0, false, -1, -1));
    }

    /** With several queues, 1 to 256, which threads can read and write independently of each other. */
    public TunSpec multiQueue(int queues) {
        if (queues < 1 || queues > 256) throw new IllegalArgumentException(queues + " queues, not 1..256");
        return with(new Settings(settings.ethernet, queues, settings.persistent, settings.owner, settings.group));
    }

    /** It stays when it is closed, until it is deleted. */
    public TunSpec persistent() {
        return with(new Settings(settings.ethernet, settings.queues, true, settings.owner, settings.group));
    }

    /** The user with this id may open it too. */
    public TunSpec owner(int uid) {
        return with(new Settings(settings.ethernet, settings.queues, settings.persistent, uid, settings.group));
    }

    /** Members of the group with this id may open it too. */
    public TunSpec ownerGroup(int gid) {
        return with(new Settings(settings.ethernet, settings.queues, settings.persistent, settings.owner, gid));
    }

    private TunSpec with(Settings changed) {
        return new TunSpec(state(), changed);
    }

    Settings settings() {
        return settings;
    }

    @Override
    protected TunSpec copy(State changed) {
        return new TunSpec(changed, settings);
    }

    @Override
    public String kind() {
        return "tun";
    }
}
