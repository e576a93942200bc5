package io.jlinux.oci.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads {@code /linux/resources}. */
final class ResourcesReader {
    private static final long UINT32_MAX = 0xFFFF_FFFFL;
    private static final int MIN_WEIGHT = 10;
    private static final int MAX_WEIGHT = 1000;
    private static final Pattern PAGE_SIZE = Pattern.compile("[1-9][0-9]*[KMG]B");

    private ResourcesReader() {}

    static OciResources resources(JsonValue resources) {
        return new OciResources(
                resources.at("devices").objects(ResourcesReader::deviceRule),
                resources.at("memory").objectOr(OciMemory.NONE, ResourcesReader::memory),
                resources.at("cpu").objectOr(OciCpu.NONE, ResourcesReader::cpu),
                resources.at("pids").objectOr(OciPids.NONE, ResourcesReader::pids),
                resources.at("blockIO").objectOr(OciBlockIo.NONE, ResourcesReader::blockIo),
                resources.at("hugepageLimits").objects(ResourcesReader::hugepageLimit),
                resources.at("network").objectOr(OciNetwork.NONE, ResourcesReader::network),
                resources.at("rdma").map(entry -> entry.object(ResourcesReader::rdma)),
                resources.at("unified").map(ResourcesReader::unified));
    }

    private static OciDeviceRule deviceRule(JsonValue rule) {
        JsonValue access = rule.at("access");
        // an empty one is not an absent one, which is all of them
        Optional<String> letters = access.present() ? Optional.of(access.text()) : Optional.empty();
        letters.ifPresent(text -> access.check(isAccess(text), "be made of the letters r, w and m"));
        return new OciDeviceRule(
                rule.at("allow").bool(),
                rule.at("type").optOneOf(OciDeviceRule.Type.values()).orElse(OciDeviceRule.Type.ALL),
                deviceNumber(rule.at("major")),
                deviceNumber(rule.at("minor")),
                letters);
    }

    private static boolean isAccess(String text) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c == 'r' || c == 'w' || c == 'm')
                && text.chars().distinct().count() == text.length();
    }

    /** A number, or nothing for all: runc takes -1 for all as well, and some tools write it. */
    private static OptionalLong deviceNumber(JsonValue value) {
        OptionalLong number = value.optNumber(-1, UINT32_MAX);
        return number.orElse(-1) == -1 ? OptionalLong.empty() : number;
    }

    private static OciMemory memory(JsonValue memory) {
        OptionalLong limit = limit(memory.at("limit"));
        JsonValue swapValue = memory.at("swap");
        OptionalLong swap = limit(swapValue);
        swapValue.check(
                swap.orElse(0) <= 0 || limit.orElse(0) <= swap.getAsLong(),
                "not be below the memory limit: it is memory and swap together");
        return new OciMemory(
                limit,
                limit(memory.at("reservation")),
                swap,
                limit(memory.at("kernel")),
                limit(memory.at("kernelTCP")),
                memory.at("swappiness").optInteger(0, 100),
                memory.at("disableOOMKiller").optBool(),
                memory.at("useHierarchy").optBool(),
                memory.at("checkBeforeUpdate").optBool());
    }

    /** A limit, or -1 for none; what 0 is, the records say. */
    private static OptionalLong limit(JsonValue value) {
        return value.optNumber(-1, Long.MAX_VALUE);
    }

    private static OciCpu cpu(JsonValue cpu) {
        OptionalLong quota = limit(cpu.at("quota"));
        JsonValue burstValue = cpu.at("burst");
        OptionalLong burst = time(burstValue);
        burstValue.check(quota.orElse(0) <= 0 || burst.orElse(0) <= quota.getAsLong(), "not be above the quota");
        OptionalInt idle = cpu.at("idle").optInteger(0, 1);
        return new OciCpu(
                cpu.at("shares").optNumber(0, Long.MAX_VALUE),
                quota,
                burst,
                time(cpu.at("period")),
                limit(cpu.at("realtimeRuntime")),
                time(cpu.at("realtimePeriod")),
                NumberList.read(cpu.at("cpus")),
                NumberList.read(cpu.at("mems")),
                idle);
    }

    private static OptionalLong time(JsonValue value) {
        return value.optNumber(0, Long.MAX_VALUE);
    }

    private static OciPids pids(JsonValue pids) {
        return new OciPids(limit(pids.at("limit")));
    }

    private static OciBlockIo blockIo(JsonValue io) {
        return new OciBlockIo(
                weightOrNone(io.at("weight")),
                weightOrNone(io.at("leafWeight")),
                io.at("weightDevice").objects(ResourcesReader::weightDevice),
                throttles(io.at("throttleReadBpsDevice")),
                throttles(io.at("throttleWriteBpsDevice")),
                throttles(io.at("throttleReadIOPSDevice")),
                throttles(io.at("throttleWriteIOPSDevice")));
    }

    /** Updates of older dockers have 0 where none is asked for. */
    private static OptionalInt weightOrNone(JsonValue value) {
        OptionalInt number = value.optInteger(0, MAX_WEIGHT);
        return number.orElse(0) == 0 ? OptionalInt.empty() : weight(value);
    }

    private static OptionalInt weight(JsonValue value) {
        return value.optInteger(MIN_WEIGHT, MAX_WEIGHT);
    }

    private static OciWeightDevice weightDevice(JsonValue device) {
        OciWeightDevice weights = new OciWeightDevice(
                device.at("major").number(0, UINT32_MAX),
                device.at("minor").number(0, UINT32_MAX),
                weight(device.at("weight")),
                weight(device.at("leafWeight")));
        if (weights.weight().isEmpty() && weights.leafWeight().isEmpty()) {
            throw device.at("weight").problem("is required, or leafWeight");
        }
        return weights;
    }

    private static List<OciThrottleDevice> throttles(JsonValue value) {
        return value.objects(device -> new OciThrottleDevice(
                device.at("major").number(0, UINT32_MAX),
                device.at("minor").number(0, UINT32_MAX),
                device.at("rate").unsigned64()));
    }

    private static OciHugepageLimit hugepageLimit(JsonValue limit) {
        JsonValue sizeValue = limit.at("pageSize");
        String size = sizeValue.text();
        sizeValue.check(PAGE_SIZE.matcher(size).matches(), "be a size such as 64KB, 2MB or 1GB");
        return new OciHugepageLimit(size, limit.at("limit").unsigned64());
    }

    private static OciNetwork network(JsonValue network) {
        return new OciNetwork(
                network.at("classID").optNumber(0, UINT32_MAX),
                network.at("priorities").objects(priority -> {
                    JsonValue name = priority.at("name");
                    String text = name.text();
                    name.check(LinuxReader.isInterfaceName(text), "be the name of a network interface");
                    return new OciInterfacePriority(
                            text, priority.at("priority").number(0, UINT32_MAX));
                }));
    }

    private static OciRdma rdma(JsonValue device) {
        OciRdma limits = new OciRdma(
                device.at("hcaHandles").optNumber(0, UINT32_MAX),
                device.at("hcaObjects").optNumber(0, UINT32_MAX));
        if (limits.hcaHandles().isEmpty() && limits.hcaObjects().isEmpty()) {
            throw device.problem("must have hcaHandles or hcaObjects");
        }
        return limits;
    }

    private static String unified(JsonValue value) {
        String file = value.key();
        if (file.indexOf('.') < 1 || file.endsWith(".") || file.contains("/")) {
            throw value.problem("is not the name of a cgroup v2 file, such as memory.high");
        }
        return value.text();
    }
}
