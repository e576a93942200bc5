package io.jlinux.net.container;

import io.jlinux.net.Cidr;
import io.jlinux.net.Network;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The end of a {@link SharedBridge}. Under the lock of the {@link HostRegistry}. */
record BridgeRemoval(String name, Network host, HostRegistry registry) {
    /**
     * Takes the bridge away when nobody but {@code user} uses it, and one of us made it; but not under ports that are left in it.
     *
     * @return whether nothing of it is left that is ours
     */
    boolean run(Path user) throws IOException {
        if (registry.hasOthers(user, Optional.of(name))) return false;
        Optional<BridgeMark> mark = registry.bridge(name);
        if (mark.isEmpty()) return true;
        int index = mark.get().index();
        boolean there = host.links()
                .find(name)
                .filter(l -> l.isKind("bridge") && (l.index() == index || index == BridgeMark.UNKNOWN))
                .isPresent();
        if (there && mark.get().made()) {
            int now = host.links().get(name).index();
            if (hasPorts(now)) return false;
            delete(now);
        }
        if (there && !mark.get().made()) {
            for (Cidr address : mark.get().added()) remove(index, address);
        }
        registry.forgetBridge(name);
        return true;
    }

    private boolean hasPorts(int index) throws LinuxException {
        return host.links().list().stream().anyMatch(l -> l.master().equals(OptionalInt.of(index)));
    }

    private void delete(int index) throws LinuxException {
        try {
            host.links().device(index).delete();
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENODEV) throw e;
        }
    }

    private void remove(int index, Cidr address) throws LinuxException {
        try {
            host.addresses().remove(index, address);
        } catch (LinuxException e) {
            if (e.errno() != Errno.EADDRNOTAVAIL) throw e;
        }
    }
}
