package io.jlinux.oci;

import io.jlinux.mount.Propagation;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.spec.OciCapabilities;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciUser;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A config with all that is usually done for a container; what excludes some of it, or is asked for seldom, is in {@link FaultVariant}. */
final class FullConfig {
    private FullConfig() {}

    /** Each runs one program that succeeds. */
    static OciHooks hooks() {
        List<OciHook> one = List.of(new OciHook("/bin/true", List.of(), List.of(), Optional.empty()));
        return new OciHooks(one, one, one, one, one, one);
    }

    /** Of a bundle of busybox. */
    static OciConfig get() {
        return OciConfig.template().withTerminal(false).withArgs("true").toBuilder()
                .hooks(hooks())
                .domainname("example.org")
                .build()
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "size=1m"))
                .withMount(OciMount.bind("/made/for/this", "rootfs/bin", "ro", "rslave"))
                .editLinux(l -> l.sysctl("net.ipv4.ip_forward", "1").rootfsPropagation(Propagation.SLAVE))
                .editResources(r -> r.pidsLimit(64).memoryLimit(64 << 20))
                .editProcess(p -> p.user(new OciUser(1000, 1000, OptionalInt.of(022), List.of(5L)))
                        .capabilities(OciCapabilities.of("CAP_KILL"))
                        .oomScoreAdj(500)
                        .cwd("/tmp"));
    }
}
