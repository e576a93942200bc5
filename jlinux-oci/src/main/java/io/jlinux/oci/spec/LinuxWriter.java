package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;

/** Writes {@code /linux}, apart from its resources. */
final class LinuxWriter {
    private LinuxWriter() {}

    static void linux(JsonObject object, OciLinux linux) {
        object.objects("uidMappings", linux.uidMappings(), LinuxWriter::idMapping);
        object.objects("gidMappings", linux.gidMappings(), LinuxWriter::idMapping);
        object.map("sysctl", linux.sysctl());
        object.objectUnlessEmpty("resources", o -> ResourcesWriter.resources(o, linux.resources()));
        object.text("cgroupsPath", linux.cgroupsPath());
        object.objects("namespaces", linux.namespaces(), (o, namespace) -> {
            o.text("type", namespace.type().ociName());
            o.text("path", namespace.path());
        });
        object.objects("devices", linux.devices(), LinuxWriter::device);
        object.objectUnlessEmpty(
                "netDevices",
                o -> linux.netDevices().forEach((host, device) -> o.object(host, d -> d.text("name", device.name()))));
        linux.seccomp().ifPresent(seccomp -> object.object("seccomp", o -> seccomp(o, seccomp)));
        linux.rootfsPropagation().ifPresent(propagation -> object.text("rootfsPropagation", propagation.toString()));
        object.texts("maskedPaths", linux.maskedPaths());
        object.texts("readonlyPaths", linux.readonlyPaths());
        object.text("mountLabel", linux.mountLabel());
        linux.intelRdt().ifPresent(rdt -> object.object("intelRdt", o -> intelRdt(o, rdt)));
        linux.memoryPolicy()
                .ifPresent(policy -> object.object("memoryPolicy", o -> {
                    o.name("mode", policy.mode());
                    o.text("nodes", policy.nodes());
                    o.names("flags", policy.flags());
                }));
        linux.personality()
                .ifPresent(personality -> object.object("personality", o -> o.name("domain", personality.domain())));
        object.objectUnlessEmpty(
                "timeOffsets",
                o -> linux.timeOffsets()
                        .forEach((clock, offset) -> o.object(clock.jsonName(), t -> {
                            t.number("secs", offset.seconds());
                            t.number("nanosecs", offset.nanoseconds());
                        })));
    }

    static void idMapping(JsonObject object, IdMap.Range mapping) {
        object.number("containerID", mapping.inside());
        object.number("hostID", mapping.outside());
        object.number("size", mapping.count());
    }

    private static void device(JsonObject object, OciDevice device) {
        object.text("path", device.path());
        object.name("type", device.type());
        object.number("major", device.major());
        object.number("minor", device.minor());
        object.number("fileMode", device.fileMode());
        object.number("uid", device.uid());
        object.number("gid", device.gid());
    }

    private static void seccomp(JsonObject object, OciSeccomp seccomp) {
        object.name("defaultAction", seccomp.defaultAction());
        object.number("defaultErrnoRet", seccomp.defaultErrnoRet());
        object.names("architectures", seccomp.architectures());
        seccomp.flags().ifPresent(flags -> object.presentNames("flags", flags));
        object.text("listenerPath", seccomp.listenerPath());
        object.text("listenerMetadata", seccomp.listenerMetadata());
        object.objects("syscalls", seccomp.syscalls(), (o, rule) -> {
            o.texts("names", rule.names());
            o.name("action", rule.action());
            o.number("errnoRet", rule.errnoRet());
            o.objects("args", rule.args(), LinuxWriter::condition);
        });
    }

    private static void condition(JsonObject object, OciSeccomp.Condition condition) {
        object.number("index", condition.index());
        object.unsigned64("value", condition.value());
        if (condition.valueTwo() != 0) object.unsigned64("valueTwo", condition.valueTwo());
        object.name("op", condition.op());
    }

    private static void intelRdt(JsonObject object, OciIntelRdt rdt) {
        object.text("closID", rdt.closId());
        object.texts("schemata", rdt.schemata());
        object.text("l3CacheSchema", rdt.l3CacheSchema());
        object.text("memBwSchema", rdt.memBwSchema());
        object.flag("enableMonitoring", rdt.enableMonitoring());
        object.flag("enableCMT", rdt.enableCmt());
        object.flag("enableMBM", rdt.enableMbm());
    }
}
