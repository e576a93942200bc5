package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import java.util.List;
import java.util.Optional;

/** The rules that concern several properties of a config at once. */
final class ConfigRules {
    private ConfigRules() {}

    static void check(OciConfig config) {
        checkNames(config);
        checkUserNamespace(config);
        checkProcessIds(config);
        checkIdMappedMounts(config);
        checkTimeNamespace(config);
        checkSysctls(config);
        OciLinux linux = config.linux();
        if (!linux.maskedPaths().isEmpty()) need(config, Namespace.MOUNT, "/linux/maskedPaths");
        if (!linux.readonlyPaths().isEmpty()) need(config, Namespace.MOUNT, "/linux/readonlyPaths");
        if (!linux.netDevices().isEmpty()) need(config, Namespace.NET, "/linux/netDevices");
    }

    private static void checkNames(OciConfig config) {
        if (config.hostname().isPresent()) need(config, Namespace.UTS, "/hostname");
        if (config.domainname().isPresent()) need(config, Namespace.UTS, "/domainname");
    }

    private static void checkUserNamespace(OciConfig config) {
        Optional<OciNamespace> user = config.namespace(Namespace.USER);
        List<IdMap.Range> uids = config.linux().uidMappings();
        List<IdMap.Range> gids = config.linux().gidMappings();
        if (!uids.isEmpty()) need(config, Namespace.USER, "/linux/uidMappings");
        if (!gids.isEmpty()) need(config, Namespace.USER, "/linux/gidMappings");
        boolean created = user.isPresent() && user.get().path().isEmpty();
        if (created && uids.isEmpty()) throw required("/linux/uidMappings", "for a new user namespace");
        if (created && gids.isEmpty()) throw required("/linux/gidMappings", "for a new user namespace");
    }

    private static void checkProcessIds(OciConfig config) {
        if (config.process().isEmpty()) return;
        OciUser user = config.process().get().user();
        checkMapped(user.uid(), config.linux().uidMappings(), "/process/user/uid", "/linux/uidMappings");
        List<IdMap.Range> gids = config.linux().gidMappings();
        checkMapped(user.gid(), gids, "/process/user/gid", "/linux/gidMappings");
        for (int i = 0; i < user.additionalGids().size(); i++) {
            String pointer = "/process/user/additionalGids/" + i;
            checkMapped(user.additionalGids().get(i), gids, pointer, "/linux/gidMappings");
        }
    }

    private static void checkMapped(long id, List<IdMap.Range> mappings, String pointer, String by) {
        if (mappings.isEmpty()
                || mappings.stream().anyMatch(range -> id >= range.inside() && id - range.inside() < range.count()))
            return;
        throw new OciConfigException(pointer, id + " is not mapped by " + by);
    }

    private static void checkIdMappedMounts(OciConfig config) {
        if (config.namespace(Namespace.USER).isPresent()) return;
        for (int i = 0; i < config.mounts().size(); i++) {
            OciMount mount = config.mounts().get(i);
            boolean mapped = mount.parsedOptions().idMapping().isPresent();
            if (mapped && mount.uidMappings().isEmpty()) {
                throw required("/mounts/" + i + "/uidMappings", "for idmap and ridmap without a user namespace");
            }
        }
    }

    private static void checkTimeNamespace(OciConfig config) {
        if (config.linux().timeOffsets().isEmpty()) return;
        need(config, Namespace.TIME, "/linux/timeOffsets");
        config.namespace(Namespace.TIME).flatMap(OciNamespace::path).ifPresent(path -> {
            throw new OciConfigException(
                    "/linux/timeOffsets", "must not be set for an existing time namespace, " + path);
        });
    }

    private static void checkSysctls(OciConfig config) {
        for (String key : config.linux().sysctl().keySet()) {
            String pointer = "/linux/sysctl/" + key.replace("~", "~0").replace("/", "~1");
            Namespace owner = SysctlName.parse(key)
                    .flatMap(SysctlName::namespace)
                    .orElseThrow(() ->
                            new OciConfigException(pointer, "is not a parameter of one of the container's namespaces"));
            need(config, owner, pointer);
        }
    }

    private static void need(OciConfig config, Namespace type, String pointer) {
        if (config.namespace(type).isPresent()) return;
        throw new OciConfigException(pointer, "needs a namespace of type " + type.ociName() + " in /linux/namespaces");
    }

    private static OciConfigException required(String pointer, String why) {
        return new OciConfigException(pointer, "is required " + why);
    }
}
