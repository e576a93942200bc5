package io.jlinux.net.container;

import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code ip_forward} of the host: turned on by the first network that needs it, and as it was when the last one has gone, and the last
 * of the containers that were given away. All of it under the lock of the {@link HostRegistry}.
 */
final class Forwarding {
    private static final String OFF = "0";

    private final Sysctl host;
    private final HostRegistry registry;

    Forwarding(NamespaceHandle host, HostRegistry registry) {
        this.host = Sysctl.in(host);
        this.registry = registry;
    }

    static List<ForwardingSetting> settings(BridgeNetworkSpec spec) {
        if (!BridgeNetwork.reachesOutside(spec)) return List.of();
        return spec.pools().stream()
                .map(p -> ForwardingSetting.of(p.subnet().isIpv6()))
                .toList();
    }

    void turnOn(ForwardingSetting setting) throws IOException {
        if (setting.isOn(host)) return; // it may be read-only, too
        registry.remember(setting.key(), OFF);
        try {
            setting.set(host, true);
        } catch (IOException e) {
            registry.forget(setting.key());
            throw e;
        }
    }

    void restore(ForwardingSetting setting, Path user) throws IOException {
        if (registry.hasOthers(user, Optional.empty())) return;
        if (registry.hasBridges()) return; // with ports that are left in them: the next one that collects does it
        Optional<String> before = registry.remembered(setting.key());
        if (before.isEmpty()) return;
        setting.set(host, !before.get().equals(OFF));
        registry.forget(setting.key());
    }
}
