package io.jlinux.net;

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
        access.use(s -> {
            s.execute(LinkRequests.change(index, label(), change));
            return this;
        });
    }

    /** Gives it an address; see {@link Addresses#add}. */
    public void addAddress(Cidr address) throws LinuxException {
        new Addresses(access).add(index, address);
    }

    /** Takes an address from it; see {@link Addresses#remove}. */
    public void removeAddress(Cidr address) throws LinuxException {
        new Addresses(access).remove(index, address);
    }

    /** The addresses that it has. */
    public List<LinkAddress> addresses() throws LinuxException {
        return new Addresses(access).list(index);
    }

    /**
     * Waits, without polling, until it carries traffic ({@link Link#carriesTraffic()}).
     *
     * @return false when {@code timeout} went by first
     * @throws LinuxException {@code ENODEV} when it goes away
     */
    public boolean awaitRunning(Duration timeout) throws LinuxException {
        return access.use(s -> s.await(Rtm.RTNLGRP_LINK, timeout.toNanos(), () -> carriesTraffic(s, index)));
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
        access.use(s -> {
            s.execute(LinkRequests.delete(index, label()));
            return this;
        });
    }

    private String label() {
        return "link " + index;
    }

    @Override
    public String toString() {
        return label();
    }
}
