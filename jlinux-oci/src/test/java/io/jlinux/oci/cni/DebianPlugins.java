package io.jlinux.oci.cni;

import io.jlinux.ns.Namespace;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.spawn.Spawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The plugins of Debian's containernetworking-plugins and containers to call them for.
 *
 * @param dir of the test, for what they and the cache write
 */
record DebianPlugins(Path dir) {
    Cni cni() throws IOException {
        return Cni.create(CniOptions.standard()
                .pluginPath(Path.of("/usr/lib/cni"))
                .cacheDirectory(dir.resolve("cache"))
                .timeout(Duration.ofSeconds(120)));
    }

    /** Where host-local, which is to be told of it, keeps its leases. */
    Path leases() {
        return dir.resolve("leases");
    }

    /** The addresses that host-local has leased of a network. */
    List<String> leasesOf(CniNetwork network) throws IOException {
        Path leases = leases().resolve(network.name());
        if (!Files.isDirectory(leases)) return List.of();
        try (Stream<Path> files = Files.list(leases)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches("[0-9.]+|fd.*"))
                    .toList();
        }
    }

    /** A container as far as its network goes. */
    static LinuxProcess box() throws IOException {
        return Spawn.command("sleep", "1000").unshare(Namespace.NET).start();
    }

    static CniAttachment attachment(LinuxProcess box) {
        return CniAttachment.of("web-1", Path.of("/proc/" + box.pid() + "/ns/net"));
    }
}
