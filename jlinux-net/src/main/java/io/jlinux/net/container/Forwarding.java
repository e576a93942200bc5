package io.jlinux.net.container;

import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code ip_forward} of the host: turned on by the first network that needs it, and as it was when the last one has gone. All of
 * it under the lock of the {@link HostRegistry}.
 *
 * <p>With IPv6 the kernel stops listening to router advertisements on links where {@code accept_ra} is not 2.
 */
final class Forwarding {
    private final NamespaceHandle host;
    private final HostRegistry registry;

    Forwarding(NamespaceHandle host, HostRegistry registry) {
        this.host = host;
        this.registry = registry;
    }

    static List<String> keys(BridgeNetworkSpec spec) {
        List<String> keys = new ArrayList<>();
        if (!BridgeNetwork.reachesOutside(spec)) return keys;
        for (var pool : spec.pools()) {
            keys.add(pool.subnet().isIpv6() ? HostSysctl.IPV6_FORWARDING : HostSysctl.IPV4_FORWARDING);
        }
        return keys;
    }

    void turnOn(String key) throws IOException {
        String before = HostSysctl.read(host, key);
        if (!before.equals("0")) return; // it may be read-only, too
        registry.remember(key, before);
        try {
            HostSysctl.write(host, key, "1");
        } catch (IOException e) {
            registry.forget(key);
            throw e;
        }
    }

    void restore(String key, Path user) throws IOException {
        if (registry.hasOthers(user, Optional.empty())) return;
        Optional<String> before = registry.remembered(key);
        if (before.isEmpty()) return;
        HostSysctl.write(host, key, before.get());
        registry.forget(key);
    }
}
