package io.jlinux.net.ipam;

import io.jlinux.net.Cidr;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What {@link IpamProcessesTest} starts several times: leases and releases for ever, and says so of what it has just leased, and
 * of what it is about to release.
 */
public final class IpamMain {
    private static final int AT_ONCE = 20;

    private IpamMain() {}

    public static void main(String[] arguments) throws Exception {
        Ipam ipam = Ipam.open(Path.of(arguments[0]), AddressPool.of(Cidr.of(arguments[1])));
        LeaseOwner self = LeaseOwner.current();
        Deque<Lease> mine = new ArrayDeque<>();
        while (!System.out.checkError()) {
            if (mine.size() == AT_ONCE) {
                Lease oldest = mine.remove();
                System.out.println("- " + Cidr.text(oldest.address()));
                ipam.release(oldest);
            }
            Lease lease = ipam.allocate(self, "pid " + ProcessHandle.current().pid());
            mine.add(lease);
            System.out.println("+ " + Cidr.text(lease.address()));
        }
    }
}
