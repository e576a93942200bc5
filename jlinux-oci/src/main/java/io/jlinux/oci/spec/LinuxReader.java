package io.jlinux.oci.spec;

import io.jlinux.mount.Propagation;
import io.jlinux.ns.Namespace;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads {@code /linux}, apart from its resources and seccomp. */
final class LinuxReader {
    private static final int MAX_MAJOR = 0xFFF;
    private static final int MAX_MINOR = 0xF_FFFF;
    private static final int MAX_MODE = 0177777;
    private static final int MAX_INTERFACE_NAME = 15;

    private LinuxReader() {}

    static OciLinux linux(JsonValue linux) {
        return new OciLinux(
                MountReader.idMappings(linux.at("uidMappings")),
                MountReader.idMappings(linux.at("gidMappings")),
                linux.at("sysctl").map(LinuxReader::sysctl),
                linux.at("resources").objectOr(OciResources.NONE, ResourcesReader::resources),
                cgroupsPath(linux.at("cgroupsPath")),
                namespaces(linux.at("namespaces")),
                linux.at("devices").objects(LinuxReader::device),
                linux.at("seccomp").optObject(SeccompReader::seccomp),
                linux.at("rootfsPropagation").optOneOf(Propagation.values(), Propagation::toString),
                linux.at("maskedPaths").list(JsonValue::absolutePath),
                linux.at("readonlyPaths").list(JsonValue::absolutePath),
                linux.at("mountLabel").optText(),
                linux.at("personality").optObject(LinuxReader::personality),
                timeOffsets(linux.at("timeOffsets")),
                netDevices(linux.at("netDevices")),
                linux.at("memoryPolicy").optObject(LinuxReader::memoryPolicy),
                linux.at("intelRdt").optObject(LinuxReader::intelRdt));
    }

    private static String sysctl(JsonValue value) {
        if (SysctlName.parse(value.key()).isEmpty()) {
            throw value.problem("is not the name of a kernel parameter, such as net.ipv4.ip_forward");
        }
        return value.text();
    }

    private static Optional<String> cgroupsPath(JsonValue value) {
        Optional<String> path = value.optText();
        path.ifPresent(text -> value.check(!List.of(text.split("/")).contains(".."), "not have .. in it"));
        return path;
    }

    private static List<OciNamespace> namespaces(JsonValue value) {
        Set<Namespace> seen = EnumSet.noneOf(Namespace.class);
        return value.objects(namespace -> {
            JsonValue typeValue = namespace.at("type");
            Namespace type = typeValue.oneOf(Namespace.values(), Namespace::ociName);
            if (!seen.add(type)) throw typeValue.problem("the namespace " + type.ociName() + " is there twice");
            return new OciNamespace(type, namespace.at("path").optAbsolutePath());
        });
    }

    private static OciDevice device(JsonValue device) {
        OciDevice.Type type = device.at("type").oneOf(OciDevice.Type.values());
        boolean numbered = type != OciDevice.Type.FIFO;
        JsonValue major = device.at("major");
        JsonValue minor = device.at("minor");
        return new OciDevice(
                device.at("path").absolutePath(),
                type,
                numbered || major.present() ? major.integer(0, MAX_MAJOR) : 0,
                numbered || minor.present() ? minor.integer(0, MAX_MINOR) : 0,
                device.at("fileMode").optInteger(0, MAX_MODE),
                device.at("uid").optNumber(0, ProcessReader.MAX_ID),
                device.at("gid").optNumber(0, ProcessReader.MAX_ID));
    }

    private static OciPersonality personality(JsonValue value) {
        JsonValue flags = value.at("flags");
        if (!flags.texts().isEmpty()) throw flags.must("be empty: the spec defines no flags");
        return new OciPersonality(value.at("domain").oneOf(OciPersonality.Domain.values()));
    }

    private static Map<OffsetClock, OciTimeOffset> timeOffsets(JsonValue value) {
        Map<OffsetClock, OciTimeOffset> offsets = new LinkedHashMap<>();
        value.map(entry -> {
            for (OffsetClock clock : OffsetClock.values()) {
                if (clock.jsonName().equals(entry.key())) {
                    return offsets.put(clock, entry.object(LinuxReader::timeOffset));
                }
            }
            throw entry.problem("is not a clock of time namespaces: monotonic or boottime");
        });
        return offsets;
    }

    private static OciTimeOffset timeOffset(JsonValue value) {
        OptionalInt nanoseconds = value.at("nanosecs").optInteger(0, 999_999_999);
        return new OciTimeOffset(
                value.at("secs").optNumber(Long.MIN_VALUE, Long.MAX_VALUE).orElse(0), nanoseconds.orElse(0));
    }

    private static Map<String, OciNetDevice> netDevices(JsonValue value) {
        return value.map(entry -> {
            if (!isInterfaceName(entry.key())) throw entry.problem("is not the name of a network interface");
            return entry.object(device -> {
                JsonValue name = device.at("name");
                Optional<String> text = name.optText();
                name.check(
                        text.isEmpty() || isInterfaceName(text.get()) || OciNetDevice.isTemplate(text.get()),
                        "be the name of a network interface, or end in %d");
                return new OciNetDevice(text);
            });
        });
    }

    /** As dev_valid_name() of the kernel has it; {@code %} makes the kernel number a name and is refused. */
    static boolean isInterfaceName(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) return false;
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_INTERFACE_NAME) return false;
        return name.chars().noneMatch(c -> c == '/' || c == ':' || c == '%' || Character.isWhitespace(c));
    }

    private static OciMemoryPolicy memoryPolicy(JsonValue value) {
        OciMemoryPolicy.Mode mode = value.at("mode").oneOf(OciMemoryPolicy.Mode.values());
        JsonValue nodesValue = value.at("nodes");
        Optional<String> nodes = NumberList.read(nodesValue);
        boolean forbidden = mode == OciMemoryPolicy.Mode.DEFAULT || mode == OciMemoryPolicy.Mode.LOCAL;
        nodesValue.check(!forbidden || nodes.isEmpty(), "not be set for " + mode.jsonName());
        if (!forbidden && mode != OciMemoryPolicy.Mode.PREFERRED && nodes.isEmpty()) {
            throw nodesValue.problem("is required for " + mode.jsonName());
        }
        JsonValue flagsValue = value.at("flags");
        List<OciMemoryPolicy.Flag> flags = flagsValue.list(flag -> flag.oneOf(OciMemoryPolicy.Flag.values()));
        flagsValue.check(
                !flags.contains(OciMemoryPolicy.Flag.STATIC_NODES)
                        || !flags.contains(OciMemoryPolicy.Flag.RELATIVE_NODES),
                "not have both MPOL_F_STATIC_NODES and MPOL_F_RELATIVE_NODES");
        return new OciMemoryPolicy(mode, nodes, flags);
    }

    private static OciIntelRdt intelRdt(JsonValue value) {
        JsonValue closIdValue = value.at("closID");
        Optional<String> closId = closIdValue.optText();
        closId.ifPresent(id -> closIdValue.check(
                !id.contains("/") && !id.equals(".") && !id.equals(".."), "be the name of a directory"));
        JsonValue memBwValue = value.at("memBwSchema");
        Optional<String> memBw = memBwValue.optText();
        memBw.ifPresent(schema -> memBwValue.check(
                schema.startsWith("MB:") && !schema.contains("\n"), "be one line that starts with MB:"));
        return new OciIntelRdt(
                closId,
                value.at("schemata").list(line -> {
                    String text = line.text();
                    line.check(!text.contains("\n"), "be one line");
                    return text;
                }),
                value.at("l3CacheSchema").optText(),
                memBw,
                value.at("enableMonitoring").boolOr(false),
                value.at("enableCMT").boolOr(false),
                value.at("enableMBM").boolOr(false));
    }
}
