package io.jlinux.net.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.net.Link;
import io.jlinux.net.LinkAddress;
import io.jlinux.net.Network;
import io.jlinux.net.Route;
import io.jlinux.net.sysctl.Sysctl;
import io.jlinux.ns.NamespaceHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a network namespace and a directory look like, to be compared. The kernel takes links away a little later. */
record Look(List<String> lines) {
    static Look at(NamespaceHandle namespace) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Network network = Network.in(namespace)) {
            for (Link l : network.links().list()) {
                lines.add("link " + l.name() + " up=" + l.isUp() + " master=" + l.master() + " group=" + l.group());
            }
            for (LinkAddress a : network.addresses().list()) {
                if (!a.cidr().address().isLinkLocalAddress()) lines.add("address " + a.linkIndex() + " " + a.cidr());
            }
            for (Route r : network.routes().list()) lines.add("route " + r.destination() + " " + r.gateway());
        }
        for (ForwardingSetting setting : ForwardingSetting.values()) {
            lines.add(setting + "=" + setting.isOn(Sysctl.in(namespace)));
        }
        return new Look(lines);
    }

    static Look at(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return new Look(files.map(Path::toString).sorted().toList());
        }
    }

    /** Waits a bounded time until the namespace looks like this again. */
    void isBackIn(NamespaceHandle namespace) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!at(namespace).equals(this) && System.nanoTime() < deadline) Thread.sleep(5);
        assertThat(at(namespace).lines()).containsExactlyElementsOf(lines);
    }
}
