package io.jlinux.oci.spec;

/** Writes the features document. */
final class FeaturesWriter {
    private static final String ENABLED = "enabled";

    private FeaturesWriter() {}

    static byte[] write(OciFeatures features) {
        return JsonText.write(JsonObject.tree(o -> {
            o.text("ociVersionMin", features.ociVersionMin());
            o.text("ociVersionMax", features.ociVersionMax());
            o.texts("hooks", features.hooks());
            o.texts("mountOptions", features.mountOptions());
            o.object("linux", linux -> linux(linux, features.linux()));
            o.map("annotations", features.annotations());
            o.texts("potentiallyUnsafeConfigAnnotations", features.potentiallyUnsafeConfigAnnotations());
        }));
    }

    private static void linux(JsonObject o, OciFeatures.Linux linux) {
        o.texts("namespaces", linux.namespaces());
        o.texts("capabilities", linux.capabilities());
        o.object("cgroup", cgroup -> {
            cgroup.bool("v1", linux.cgroup().v1());
            cgroup.bool("v2", linux.cgroup().v2());
            cgroup.bool("systemd", linux.cgroup().systemd());
            cgroup.bool("systemdUser", linux.cgroup().systemdUser());
            cgroup.bool("rdma", linux.cgroup().rdma());
        });
        o.object("seccomp", seccomp -> {
            seccomp.bool(ENABLED, true);
            seccomp.texts("actions", linux.seccomp().actions());
            seccomp.texts("operators", linux.seccomp().operators());
            seccomp.texts("archs", linux.seccomp().archs());
            seccomp.texts("knownFlags", linux.seccomp().knownFlags());
            seccomp.texts("supportedFlags", linux.seccomp().supportedFlags());
        });
        o.object("apparmor", apparmor -> apparmor.bool(ENABLED, linux.apparmor()));
        o.object("selinux", selinux -> selinux.bool(ENABLED, linux.selinux()));
        o.object("intelRdt", rdt -> {
            rdt.bool(ENABLED, linux.intelRdt());
            rdt.bool("schemata", linux.intelRdt());
            rdt.bool("monitoring", linux.intelRdt());
        });
        o.object("memoryPolicy", policy -> {
            policy.texts("modes", linux.memoryPolicyModes());
            policy.texts("flags", linux.memoryPolicyFlags());
        });
        o.object(
                "mountExtensions",
                extensions -> extensions.object("idmap", idmap -> idmap.bool(ENABLED, linux.idmap())));
        o.object("netDevices", devices -> devices.bool(ENABLED, linux.netDevices()));
    }
}
