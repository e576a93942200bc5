package io.jlinux.oci;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import io.jlinux.oci.run.HostRights;
import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciLinux;
import io.jlinux.oci.spec.OciMount;
import io.jlinux.oci.spec.OciNamespace;
import io.jlinux.oci.spec.OciUser;
import java.util.ArrayList;
import java.util.List;

/** The config that those begin with who have none: {@code runc spec}'s, for root or for an ordinary user. */
final class BundleTemplates {
    private static final OciMount NEW_SYSFS = OciMount.of("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
    private static final OciMount HOST_SYSFS = OciMount.bind("/sys", "/sys", "nosuid", "noexec", "nodev", "ro");

    private BundleTemplates() {}

    /** For whoever calls: with a user namespace, unless this process is root of the initial one. */
    static OciConfig forCaller() {
        OciConfig config = HostRights.isInitialRoot() ? OciConfig.template() : rootless();
        return config.toBuilder()
                .ociVersion("1.3.0")
                .hostname("container")
                .build()
                .withTerminal(false)
                .withArgs()
                .withNamespace(OciNamespace.create(Namespace.CGROUP))
                .withMount(OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=1777", "size=64m"));
    }

    private static OciConfig rootless() {
        OciConfig config = OciConfig.rootlessTemplate().withNamespace(OciNamespace.create(Namespace.NET));
        // a cgroup of its own is not certain; that of the host would show all of it
        return withSys(config.withoutMount("/sys/fs/cgroup"), NEW_SYSFS);
    }

    private static OciConfig withSys(OciConfig config, OciMount sys) {
        List<OciMount> mounts = new ArrayList<>(config.mounts());
        mounts.replaceAll(m -> m.target().equals("/sys") ? sys : m);
        return config.withMounts(mounts);
    }

    /** Shares the network of this JVM: a new sysfs would show no other one's. */
    static OciConfig hostNetwork(OciConfig config) {
        OciConfig shared = config.withoutNamespace(Namespace.NET);
        return config.namespace(Namespace.USER).isPresent() ? withSys(shared, HOST_SYSFS) : shared;
    }

    static OciConfig ownNetwork(OciConfig config) {
        if (config.namespace(Namespace.NET).filter(n -> n.path().isEmpty()).isPresent()) return config;
        return withSys(config.withNamespace(OciNamespace.create(Namespace.NET)), NEW_SYSFS);
    }

    /** Where only one id is mapped, it becomes that user's: any user may be it, also of a rootless container. */
    static OciConfig user(OciConfig config, OciUser user) {
        OciConfig changed = config.editProcess(p -> p.user(user));
        OciLinux linux = config.linux();
        if (config.namespace(Namespace.USER).isEmpty()
                || linux.uidMappings().isEmpty()
                || linux.gidMappings().isEmpty()) {
            return changed;
        }
        IdMap map = new IdMap(linux.uidMappings(), linux.gidMappings());
        if (!map.isSelfOnly()) return changed;
        List<IdMap.Range> uids =
                List.of(new IdMap.Range(user.uid(), map.uids().get(0).outside(), 1));
        List<IdMap.Range> gids =
                List.of(new IdMap.Range(user.gid(), map.gids().get(0).outside(), 1));
        OciUser alone = new OciUser(user.uid(), user.gid(), user.umask(), List.of());
        return config.editProcess(p -> p.user(alone))
                .editLinux(l -> l.uidMappings(uids).gidMappings(gids));
    }

    /** In a user namespace of its own. */
    static OciConfig idMap(OciConfig config, IdMap ids) {
        if (config.namespace(Namespace.USER).filter(n -> n.path().isPresent()).isPresent()) {
            throw new OciConfigException("/linux/namespaces", "joins a user namespace, which has its map already");
        }
        return config.withNamespace(OciNamespace.create(Namespace.USER))
                .editLinux(l -> l.uidMappings(ids.uids()).gidMappings(ids.gids()));
    }
}
