package io.jlinux.net.container;

import static io.jlinux.testkit.Kind.NET;
import static io.jlinux.testkit.Requirement.NFTABLES;
import static io.jlinux.testkit.Requirement.ROOT;

import io.jlinux.net.Cidr;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.testkit.InNamespace;
import io.jlinux.testkit.NoLeaks;
import io.jlinux.testkit.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A network namespace that stands for the host, and a directory in which its networks are written down. */
@Requires({ROOT, NFTABLES})
@InNamespace(NET)
@NoLeaks
@Timeout(120)
class OnBridge {
    static final Cidr IPV4 = Cidr.of("10.7.0.0/24");
    static final Cidr IPV6 = Cidr.of("fd00:7::/64");

    @TempDir
    Path directory;

    NamespaceHandle here;

    @BeforeEach
    void begin() throws Exception {
        here = Namespace.NET.current();
    }

    @AfterEach
    void end() {
        here.close();
    }

    BridgeNetworkSpec spec(String name, Cidr... subnets) {
        return BridgeNetworkSpec.of(name, subnets).directory(directory);
    }
}
