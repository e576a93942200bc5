package io.jlinux.oci.run;

import io.jlinux.net.Cidr;
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

/**
 * The devices of the host that a container gets: each is moved and renamed in one message, keeps its global addresses, and is up
 * there. Where a later step fails, all come back as they were.
 *
 * <p>When the container's network namespace ends, the kernel gives hardware back to the host and deletes what is virtual.
 */
final class NetDevices implements AutoCloseable {
    private static final int RT_SCOPE_UNIVERSE = 0;

    private record Moved(String from, String to, List<Cidr> addresses, boolean up) {}

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
                move(name, device.getValue().name().orElse(name), there);
            }
        } catch (LinuxException e) {
            undo(e);
            throw e;
        }
    }

    private void move(String from, String to, Network there) throws LinuxException {
        Link link = host.links().get(from);
        List<Cidr> addresses = new ArrayList<>();
        for (LinkAddress a : host.addresses().list(link.index())) {
            if (a.isPermanent() && a.scope() == RT_SCOPE_UNIVERSE) addresses.add(a.cidr());
        }
        Moved m = new Moved(link.name(), to, addresses, link.isUp());
        try {
            host.links()
                    .device(link.index())
                    .change(LinkChange.NONE.down().rename(to).namespace(box));
        } catch (LinuxException e) {
            // the kernel moves first and renames then: it may be there, under its old name, and down
            if (host.links().find(m.from).isEmpty()) moved.add(new Moved(m.from, m.from, addresses, m.up));
            else if (m.up) settle(host.links().device(m.from), missing(link.index(), addresses), true);
            throw e;
        }
        moved.add(m);
        settle(there.links().device(to), addresses, true);
    }

    private List<Cidr> missing(int index, List<Cidr> addresses) throws LinuxException {
        List<Cidr> missing = new ArrayList<>(addresses);
        for (LinkAddress a : host.addresses().list(index)) missing.remove(a.cidr());
        return missing;
    }

    private static void settle(NetDevice device, List<Cidr> addresses, boolean up) throws LinuxException {
        for (Cidr address : addresses) device.addAddress(address);
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
            settle(host.links().device(m.from), m.addresses, m.up);
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
