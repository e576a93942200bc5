package io.jlinux.examples;

import io.jlinux.mount.Rootfs;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.OciBundle;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.security.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** An OCI bundle whose root is the host's own programs and libraries, bound read-only: nothing is downloaded or copied. */
final class HostBundle {
    private HostBundle() {}

    /** Makes the bundle in {@code directory}, for the calling user. */
    static OciBundle create(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("rootfs"));
        OciConfig config = template().withTerminal(false);
        for (String part : Rootfs.host().parts()) {
            Path path = Path.of(part);
            if (Files.isSymbolicLink(path)) {
                Path link = root.resolve(part.substring(1));
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, Files.readSymbolicLink(path));
            } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                config = config.withMount(OciMount.bind(part, part, "rro", "nosuid", "nodev"));
            }
        }
        config = config.withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "size=64m", "mode=1777"));
        return OciBundle.of(directory, config.withNamespace(OciNamespace.create(Namespace.CGROUP)));
    }

    /** Root gets what {@code runc spec} writes; others the same in a user namespace, with a network of its own as well. */
    private static OciConfig template() {
        if (Capability.effective().contains(Capability.SYS_ADMIN)) return OciConfig.template();
        return OciConfig.rootlessTemplate()
                .withNamespace(OciNamespace.create(Namespace.NET))
                .withoutMount("/sys")
                .withoutMount("/sys/fs/cgroup")
                .withMount(OciMount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"));
    }
}
