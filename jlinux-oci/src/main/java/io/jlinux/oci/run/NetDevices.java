package io.jlinux.oci.run;

import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.LinkChange;
import io.jlinux.net.Links;
import io.jlinux.net.NetDevice;
import io.jlinux.net.Network;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciNetDevice;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The devices of the host that a container gets: each is moved and renamed in one message, keeps its permanent global addresses, and
 * is up there. Where a later step fails, all come back as they were.
 *
 * <p>When the container's network namespace ends, the kernel gives hardware back to the host and deletes what is virtual.
 */
final class NetDevices implements AutoCloseable {
    private static final int RT_SCOPE_UNIVERSE = 0;

    private record Moved(String from, String to, List<LinkAddress> addresses, boolean up) {}

    private final Map<String, OciNetDevice> devices;
    private final List<Moved> moved = new ArrayList<>();
    private final Network host;
    private final NamespaceHandle home;
    private NamespaceHandle box;

    private NetDevices(Map<String, OciNetDevice> devices) throws LinuxException {
        this.devices = devices;
        this.home = Namespace.NET.current();
        this.box = home;
        try {
            this.host = Network.in(home);
        } catch (LinuxException e) {
            home.close();
            throw e;
        }
    }

    /**
     * Those that a config asks for.
     *
     * @throws OciConfigException for one that is not there
     */
    static void check(OciConfig config) throws LinuxException {
        for (String name : config.linux().netDevices().keySet()) {
            if (Links.here().find(name).isPresent()) continue;
            throw new OciConfigException(
                    "/linux/netDevices/" + name.replace("~", "~0").replace("/", "~1"),
                    "is no device of the runtime's network namespace");
        }
    }

    static NetDevices of(OciConfig config) throws LinuxException {
        return new NetDevices(config.linux().netDevices());
    }

    /** Moves all of them into the network namespace of a process, or none. */
    void move(long pid) throws LinuxException {
        box = Namespace.NET.open(pid);
        if (box.sameAs(home)) {
            throw new OciConfigException("/linux/netDevices", "needs a network namespace other than the runtime's");
        }
        try (Network there = Network.in(box)) {
            for (Map.Entry<String, OciNetDevice> device : devices.entrySet()) {
                String name = device.getKey();
                move(name, nameIn(there, device.getValue().name().orElse(name)), there);
            }
        } catch (LinuxException e) {
            undo(e);
            throw e;
        }
    }

    /** That name, or the first that the template makes which no device has there. */
    private static String nameIn(Network there, String name) throws LinuxException {
        if (!OciNetDevice.isTemplate(name)) return name;
        Set<String> taken = there.links().list().stream().map(Link::name).collect(Collectors.toSet());
        return IntStream.range(0, Integer.MAX_VALUE)
                .mapToObj(n -> OciNetDevice.prefix(name) + n)
                .filter(n -> !taken.contains(n))
                .findFirst()
                .orElseThrow();
    }

    private void move(String from, String to, Network there) throws LinuxException {
        Link link = host.links().get(from);
        List<LinkAddress> addresses = new ArrayList<>();
        for (LinkAddress a : host.addresses().list(link.index())) {
            if (a.isPermanent() && a.scope() == RT_SCOPE_UNIVERSE) addresses.add(a);
        }
        Moved m = new Moved(link.name(), to, addresses, link.isUp());
        try {
            host.links()
                    .device(link.index())
                    .change(LinkChange.NONE.down().rename(to).namespace(box));
        } catch (LinuxException e) {
            // the kernel moves first and renames then: it may be there, under its old name, and down; under its new one
            // when only the answer was lost
            if (host.links().find(m.from).isEmpty()) {
                boolean renamed = there.links().find(m.from).isEmpty();
                moved.add(renamed ? m : new Moved(m.from, m.from, addresses, m.up));
            } else if (m.up) settle(host, m.from, missing(link.index(), addresses), true);
            throw e;
        }
        moved.add(m);
        settle(there, to, addresses, true);
    }

    private List<LinkAddress> missing(int index, List<LinkAddress> addresses) throws LinuxException {
        List<LinkAddress> missing = new ArrayList<>(addresses);
        for (LinkAddress a : host.addresses().list(index))
            missing.removeIf(m -> m.cidr().equals(a.cidr()));
        return missing;
    }

    private static void settle(Network network, String name, List<LinkAddress> addresses, boolean up)
            throws LinuxException {
        NetDevice device = network.links().device(name);
        for (LinkAddress address : addresses) network.addresses().add(device.index(), address);
        if (up) device.up();
    }

    /** Brings back what was moved. */
    void undo(Exception cause) {
        if (moved.isEmpty()) return;
        try (Network there = Network.in(box)) {
            for (int i = moved.size() - 1; i >= 0; i--) back(moved.get(i), there, cause);
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
        moved.clear();
    }

    private void back(Moved m, Network there, Exception cause) {
        try {
            NetDevice device = there.links().device(m.to);
            device.change(LinkChange.NONE.down().rename(m.from).namespace(home));
            settle(host, m.from, m.addresses, m.up);
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        host.close();
        if (box != home) box.close();
        home.close();
    }
}
