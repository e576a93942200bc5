package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.net.firewall.OwnTables;
import io.jlinux.net.ipam.AddressPool;
import io.jlinux.net.ipam.Ipam;
import io.jlinux.net.ipam.Lease;
import io.jlinux.net.netlink.NetlinkException;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Generation;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.state.DirectoryLock;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What processes have left in one namespace that ended without closing their networks: leases of containers that are gone, the ports that
 * were forwarded to them, and of a network that nobody uses any more the bridge, the rules and what was set for it. Containers that outlive
 * the process keep all that they need.
 */
final class Abandoned {
    private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);
    private static final long PAUSE_MILLIS = 10;

    private final HostRegistry registry;
    private final NamespaceHandle host;
    private final List<String> done = new ArrayList<>();

    Abandoned(HostRegistry registry, NamespaceHandle host) {
        this.registry = registry;
        this.host = host;
    }

    /**
     * Takes it back.
     *
     * @param patience how long to wait for the links of containers that are gone: the kernel deletes them a little later
     * @return what was taken back
     */
    List<String> collect(Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        boolean wait;
        do {
            try (DirectoryLock lock = registry.lock()) {
                wait = !collectLocked();
            }
        } while (wait && System.nanoTime() < end && pause());
        return done;
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Under the lock of the registry; whether nothing is left but what is in use. */
    boolean collectLocked() throws IOException {
        if (!registry.isOfThisWorld()) return true; // thrown away by the next network
        Set<String> dead = registry.forgetDeadUsers();
        Set<String> names = new HashSet<>(registry.networks());
        names.addAll(dead);
        boolean all = true;
        boolean bridges = false;
        for (String name : names) {
            boolean used = registry.isUsed(name);
            if (used && !dead.contains(name)) continue;
            Set<String> held = leases(name);
            forwards(name, held);
            if (used) continue;
            boolean gone = remove(name);
            bridges |= !gone;
            all &= gone || !held.isEmpty();
        }
        if (!registry.hasOthers(registry.nobody(), Optional.empty()) && !bridges) settings();
        for (String name : names) if (!registry.isUsed(name)) registry.tidy(name);
        return all;
    }

    /** Ends the leases of those that are gone; returns the addresses of the others. */
    private Set<String> leases(String name) throws IOException {
        Set<String> held = new HashSet<>();
        for (Path directory : registry.pools(name)) {
            Optional<Cidr> subnet = Ipam.subnet(directory);
            if (subnet.isEmpty()) continue;
            Ipam ipam = Ipam.open(directory, AddressPool.of(subnet.get()));
            ipam.collect().forEach(a -> done.add("lease of " + Cidr.text(a)));
            for (Lease lease : ipam.leases()) held.add(Cidr.text(lease.address()));
        }
        return held;
    }

    /** Ports that a process forwarded which has ended: to a container that is still there they go on leading. */
    private void forwards(String name, Set<String> held) throws IOException {
        try (Nftables nft = Nftables.in(host)) {
            for (OwnTables.Entry entry : OwnTables.list(nft)) {
                boolean ours = entry.purpose() == OwnTables.Purpose.NAT && isOf(name, entry.name());
                if (ours && entry.abandoned()) forwards(nft, entry, held);
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPROTONOSUPPORT)
                throw e; // no nftables, no forwards
        }
    }

    private void forwards(Nftables nft, OwnTables.Entry entry, Set<String> held) throws LinuxException {
        for (int attempt = 1; attempt <= Nftables.ATTEMPTS; attempt++) {
            Generation seen = nft.generation();
            // the rules' numbers are of one table: in that of somebody who has taken the name over they are others
            Optional<Table> there = nft.table(entry.table());
            if (there.isEmpty() || there.get().handle() != entry.handle()) return;
            Batch batch = new Batch();
            int rest = 0;
            for (Rule rule : nft.rules(entry.table())) {
                String target = rule.comment().map(Abandoned::target).orElse("");
                if (held.contains(target)) rest++;
                else if (!target.isEmpty()) batch.delete(rule);
            }
            if (rest == 0) {
                if (OwnTables.remove(nft, entry)) done.add("table " + entry.table());
                return;
            }
            try {
                nft.commit(batch, seen);
                if (!batch.isEmpty()) done.add(batch.size() + " rules of table " + entry.table());
                return;
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ERESTART) throw e; // else somebody has changed something
            }
        }
        LOG.debug("{} is changed all the time, and left to the next one", entry.table());
    }

    /** {@code jl0}, and {@code jl0.2} of another network on the same bridge. */
    private static boolean isOf(String network, String table) {
        return table.equals(network)
                || (table.startsWith(network + ".")
                        && table.substring(network.length() + 1).chars().allMatch(Character::isDigit));
    }

    /** The address of {@code tcp 8080 to 10.7.0.2:80}; empty for another comment. */
    private static String target(String comment) {
        int to = comment.indexOf(" to ");
        int port = comment.lastIndexOf(':');
        if (to < 0 || port < to) return "";
        return comment.substring(to + " to ".length(), port).replaceAll("[\\[\\]]", "");
    }

    private boolean remove(String name) throws IOException {
        try (Network network = Network.in(host)) {
            boolean marked = registry.bridge(name).isPresent();
            if (!new BridgeRemoval(name, network, registry).run(registry.nobody())) return false;
            if (marked) done.add("bridge " + name);
        }
        if (SharedRules.remove(name, host)) done.add("rules of " + name);
        return true;
    }

    private void settings() throws IOException {
        Forwarding forwarding = new Forwarding(host, registry);
        for (ForwardingSetting setting : ForwardingSetting.values()) {
            boolean changed = registry.remembered(setting.key()).isPresent();
            forwarding.restore(setting, registry.nobody());
            if (changed) done.add(setting.key());
        }
    }

    /** As {@link #collectLocked}, for one that opens a network, and whom it must not keep from it. */
    void tryCollectLocked() {
        try {
            collectLocked();
        } catch (IOException | RuntimeException e) {
            LOG.warn("what ended processes have left in {} stays: {}", host, e.getMessage());
        }
    }
}
