package io.jlinux.net.container;

import io.jlinux.net.LinkName;
import io.jlinux.net.MacAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a container is attached: an immutable value.
 *
 * @param id a name for people, and the container's hostname; of one line
 * @param interfaceName the name of the link in the container
 * @param addresses that it shall have, at most one of a family; else the next free ones
 * @param forwards ports of the host by which it is reached
 * @param mac the hardware address; empty for one that goes with its address
 * @param defaultRoute whether the network is its way to the outside
 * @see <a href="https://man7.org/linux/man-pages/man4/veth.4.html">veth(4)</a>
 */
public record AttachOptions(
        String id,
        String interfaceName,
        List<InetAddress> addresses,
        List<ForwardedPort> forwards,
        Optional<MacAddress> mac,
        boolean defaultRoute) {
    /** {@code eth0}, the next free address, no ports. */
    public static final AttachOptions DEFAULT = of("container");

    public AttachOptions {
        if (id.isEmpty() || id.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("an id without letters, or with space in it: '" + id + "'");
        }
        LinkName.check(interfaceName);
        addresses = List.copyOf(addresses);
        forwards = List.copyOf(forwards);
        long ipv6 = addresses.stream().filter(a -> a.getAddress().length == 16).count();
        if (ipv6 > 1 || addresses.size() - ipv6 > 1) {
            throw new IllegalArgumentException("two addresses of one family: " + addresses);
        }
    }

    /** For a container with this id. */
    public static AttachOptions of(String id) {
        return new AttachOptions(id, "eth0", List.of(), List.of(), Optional.empty(), true);
    }

    /** The name of the link in the container; {@code eth0} unless this is called. */
    public AttachOptions interfaceName(String name) {
        return new AttachOptions(id, name, addresses, forwards, mac, defaultRoute);
    }

    /** The address that it shall have. */
    public AttachOptions address(InetAddress address) {
        return new AttachOptions(id, interfaceName, plus(addresses, address), forwards, mac, defaultRoute);
    }

    /** One more port of the host by which it is reached. */
    public AttachOptions forward(ForwardedPort port) {
        return new AttachOptions(id, interfaceName, addresses, plus(forwards, port), mac, defaultRoute);
    }

    /** The hardware address that it shall have. */
    public AttachOptions mac(MacAddress address) {
        return new AttachOptions(id, interfaceName, addresses, forwards, Optional.of(address), defaultRoute);
    }

    /** Whether the network is its way to the outside; of several networks of a container, one is. */
    public AttachOptions defaultRoute(boolean on) {
        return new AttachOptions(id, interfaceName, addresses, forwards, mac, on);
    }

    private static <T> List<T> plus(List<T> list, T more) {
        List<T> longer = new ArrayList<>(list);
        longer.add(more);
        return longer;
    }
}
