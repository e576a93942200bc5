package io.jlinux.oci.spec;

import java.util.List;

/** Writes {@code /linux/resources}. */
final class ResourcesWriter {
    private ResourcesWriter() {}

    static void resources(JsonObject object, OciResources resources) {
        object.objects("devices", resources.devices(), ResourcesWriter::deviceRule);
        object.objectUnlessEmpty("memory", o -> memory(o, resources.memory()));
        object.objectUnlessEmpty("cpu", o -> cpu(o, resources.cpu()));
        object.objectUnlessEmpty("pids", o -> o.number("limit", resources.pids().limit()));
        object.objectUnlessEmpty("blockIO", o -> blockIo(o, resources.blockIo()));
        object.objects("hugepageLimits", resources.hugepageLimits(), (o, limit) -> {
            o.text("pageSize", limit.pageSize());
            o.unsigned64("limit", limit.limit());
        });
        object.objectUnlessEmpty("network", o -> network(o, resources.network()));
        object.objectUnlessEmpty(
                "rdma",
                o -> resources
                        .rdma()
                        .forEach((device, limits) -> o.object(device, d -> {
                            d.number("hcaHandles", limits.hcaHandles());
                            d.number("hcaObjects", limits.hcaObjects());
                        })));
        object.map("unified", resources.unified());
    }

    private static void deviceRule(JsonObject object, OciDeviceRule rule) {
        object.bool("allow", rule.allow());
        if (rule.type() != OciDeviceRule.Type.ALL) object.name("type", rule.type());
        object.number("major", rule.major());
        object.number("minor", rule.minor());
        object.text("access", rule.access());
    }

    private static void memory(JsonObject object, OciMemory memory) {
        object.number("limit", memory.limit());
        object.number("reservation", memory.reservation());
        object.number("swap", memory.swap());
        object.number("kernel", memory.kernel());
        object.number("kernelTCP", memory.kernelTcp());
        object.number("swappiness", memory.swappiness());
        object.bool("disableOOMKiller", memory.disableOomKiller());
        object.bool("useHierarchy", memory.useHierarchy());
        object.bool("checkBeforeUpdate", memory.checkBeforeUpdate());
    }

    private static void cpu(JsonObject object, OciCpu cpu) {
        object.number("shares", cpu.shares());
        object.number("quota", cpu.quota());
        object.number("burst", cpu.burst());
        object.number("period", cpu.period());
        object.number("realtimeRuntime", cpu.realtimeRuntime());
        object.number("realtimePeriod", cpu.realtimePeriod());
        object.text("cpus", cpu.cpus());
        object.text("mems", cpu.mems());
        object.number("idle", cpu.idle());
    }

    private static void blockIo(JsonObject object, OciBlockIo io) {
        object.number("weight", io.weight());
        object.number("leafWeight", io.leafWeight());
        object.objects("weightDevice", io.weightDevice(), (o, device) -> {
            o.number("major", device.major());
            o.number("minor", device.minor());
            o.number("weight", device.weight());
            o.number("leafWeight", device.leafWeight());
        });
        throttles(object, "throttleReadBpsDevice", io.throttleReadBpsDevice());
        throttles(object, "throttleWriteBpsDevice", io.throttleWriteBpsDevice());
        throttles(object, "throttleReadIOPSDevice", io.throttleReadIopsDevice());
        throttles(object, "throttleWriteIOPSDevice", io.throttleWriteIopsDevice());
    }

    private static void throttles(JsonObject object, String name, List<OciThrottleDevice> devices) {
        object.objects(name, devices, (o, device) -> {
            o.number("major", device.major());
            o.number("minor", device.minor());
            o.unsigned64("rate", device.rate());
        });
    }

    private static void network(JsonObject object, OciNetwork network) {
        object.number("classID", network.classId());
        object.objects("priorities", network.priorities(), (o, priority) -> {
            o.text("name", priority.name());
            o.number("priority", priority.priority());
        });
    }
}
