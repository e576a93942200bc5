package io.jlinux.net;

import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.NetlinkSocket;
import io.jlinux.net.wire.Rtm;
import io.jlinux.sys.LinuxException;
import java.time.Duration;
import java.util.List;

/**
 * A link to act on, by its index in one namespace. Holds nothing and owns nothing; thread-safe.
 *
 * <p>It works as long as where it came from does: a {@link Network} that is open, a handle that is open, or for {@link
 * Links#here()} any thread in the namespace.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/netdevice.7.html">netdevice(7)</a>
 */
public final class NetDevice {
    private final Access access;
    private final int index;

    NetDevice(Access access, int index) {
        this.access = access;
        this.index = index;
    }

    /** The number of the link within its namespace. It stays when the link is renamed. */
    public int index() {
        return index;
    }

    /**
     * The link as it is now.
     *
     * @throws LinuxException {@code ENODEV} when it is gone
     */
    public Link link() throws LinuxException {
        return new Links(access).get(index);
    }

    /** Sets it up. Returns when the kernel has done so; for the carrier see {@link #awaitRunning}. */
    public void up() throws LinuxException {
        change(LinkChange.NONE.up());
    }

    /** Sets it down: its routes go. */
    public void down() throws LinuxException {
        change(LinkChange.NONE.down());
    }

    /**
     * Changes all that {@code change} names in one message. Where the kernel refuses a part, parts before it may have
     * been done.
     */
    public void change(LinkChange change) throws LinuxException {
        access.execute(LinkRequests.change(index, label(), change));
    }

    /** Gives it an address; see {@link Addresses#add(int, Cidr)}. */
    public void addAddress(Cidr address) throws LinuxException {
        new Addresses(access).add(index, address);
    }

    /** Gives it an address with all that is said about it; see {@link Addresses#add(int, AddressSpec)}. */
    public void addAddress(AddressSpec address) throws LinuxException {
        new Addresses(access).add(index, address);
    }

    /** Gives it an address, or changes that which it has; see {@link Addresses#replace}. */
    public void replaceAddress(AddressSpec address) throws LinuxException {
        new Addresses(access).replace(index, address);
    }

    /** Takes an address from it that may have a peer; see {@link Addresses#remove(int, AddressSpec)}. */
    public void removeAddress(AddressSpec address) throws LinuxException {
        new Addresses(access).remove(index, address);
    }

    /** Takes an address from it; see {@link Addresses#remove(int, Cidr)}. */
    public void removeAddress(Cidr address) throws LinuxException {
        new Addresses(access).remove(index, address);
    }

    /** The addresses that it has. */
    public List<LinkAddress> addresses() throws LinuxException {
        return new Addresses(access).list(index);
    }

    /**
     * Waits until it carries traffic ({@link Link#carriesTraffic()}), as {@link #await} does.
     *
     * @return false when {@code timeout} went by first
     * @throws LinuxException {@code ENODEV} when it goes away
     */
    public boolean awaitRunning(Duration timeout) throws LinuxException {
        return await(Link::carriesTraffic, timeout);
    }

    /**
     * Waits until it is as {@code condition} says: it is looked at when the kernel tells of a change of links, and every 20 ms
     * for those of other namespaces, such as the state of a veth's other end, that are not told here.
     *
     * @return false when {@code timeout} went by first
     * @throws LinuxException {@code ENODEV} when it goes away
     */
    public boolean await(LinkCondition condition, Duration timeout) throws LinuxException {
        return access.use(s -> s.await(
                Rtm.RTNLGRP_LINK,
                timeout.toNanos(),
                () -> condition.holds(s.get(LinkRequests.byIndex(index), LinkDecoder::decode))));
    }

    /** What a link is waited for to be. */
    @FunctionalInterface
    public interface LinkCondition {
        /** Whether it is so. */
        boolean holds(Link now) throws LinuxException;
    }

    static boolean carriesTraffic(NetlinkSocket socket, int index) throws LinuxException {
        return socket.get(LinkRequests.byIndex(index), LinkDecoder::decode).carriesTraffic();
    }

    /**
     * Deletes it; of a veth, both ends. A single deletion takes the kernel some 15 ms.
     *
     * @throws LinuxException {@code ENODEV} when it is gone, {@code EOPNOTSUPP} for hardware and the loopback
     */
    public void delete() throws LinuxException {
        access.execute(LinkRequests.delete(index, label()));
    }

    /**
     * Gives it what {@code spec} says about links of any kind: MTU, hardware address, master, addresses, state, routes. For a
     * link that something else has created, such as a program's tun.
     *
     * @throws LinuxException {@code ENODEV} when the master does not exist; see the methods for the others
     */
    public void configure(LinkSpec<?> spec) throws LinuxException {
        access.use(s -> {
            LinkChange settings = spec.end().link();
            String master = spec.end().masterName();
            if (master != null) {
                settings = settings.master(
                        s.get(LinkRequests.byName(master), LinkDecoder::decode).index());
            }
            s.execute(LinkRequests.change(index, label(), settings));
            s.executeAll(spec.end().configuration(index));
            return this;
        });
    }

    /** Another name, of up to 127 bytes, by which it is found too. Linux 5.5. */
    public void addAlternativeName(String name) throws LinuxException {
        access.execute(LinkRequests.alternativeName(true, index, LinkName.checkAny(name)));
    }

    /** Takes an alternative name from it. */
    public void removeAlternativeName(String name) throws LinuxException {
        access.execute(LinkRequests.alternativeName(false, index, LinkName.checkAny(name)));
    }

    /**
     * Changes a setting that only its kind has, such as {@code set(BridgeSpec.AGEING_TIME, 100L)}.
     *
     * @throws LinuxException {@code EOPNOTSUPP} where the kind does not let it be changed, or the link is of another kind
     */
    public <T> void set(LinkOption<?, T> option, T value) throws LinuxException {
        Attributes data = Attributes.NONE.with(option.attribute(), option.type(), value);
        String kind = option.kinds().size() == 1 ? option.kinds().get(0) : option.kindOf(link());
        access.execute(LinkRequests.changeData(index, kind, data));
    }

    private String label() {
        return "link " + index;
    }

    @Override
    public String toString() {
        return label();
    }
}
