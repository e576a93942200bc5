package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;
import java.util.List;

/** Reads an element of {@code /mounts}, and id mappings. */
final class MountReader {
    private static final long ALL_IDS = 1L << 32;

    private MountReader() {}

    static OciMount mount(JsonValue value) {
        OciMount mount = new OciMount(
                value.at("destination").nonEmptyText(),
                value.at("type").optText(),
                value.at("source").optText(),
                value.at("options").texts(),
                idMappings(value.at("uidMappings")),
                idMappings(value.at("gidMappings")));
        MountOptions options = mount.parsedOptions();
        if (options.bind() && !options.remount() && mount.source().isEmpty()) {
            throw value.at("source").problem("is required for a bind mount");
        }
        if (!options.bind() && !options.remount() && mount.type().isEmpty()) {
            throw value.at("type").problem("is required unless the options have bind or rbind");
        }
        if (mount.uidMappings().isEmpty() != mount.gidMappings().isEmpty()) {
            String missing = mount.uidMappings().isEmpty() ? "uidMappings" : "gidMappings";
            throw value.at(missing).problem("is required: uidMappings and gidMappings go together");
        }
        boolean mapped = options.idMapping().isPresent() || !mount.uidMappings().isEmpty();
        if (mapped && !options.bind()) {
            throw value.at("options").must("have bind or rbind for an id-mapped mount");
        }
        return mount;
    }

    /** Ranges that do not overlap, neither inside nor outside: the kernel refuses others with EINVAL. */
    static List<IdMap.Range> idMappings(JsonValue value) {
        List<IdMap.Range> mappings = value.objects(MountReader::idMapping);
        if (mappings.size() > IdMap.MAX_RANGES) {
            throw value.problem("must not have more than " + IdMap.MAX_RANGES + " ranges");
        }
        for (int i = 0; i < mappings.size(); i++) {
            for (int j = 0; j < i; j++) {
                IdMap.Range a = mappings.get(i);
                IdMap.Range b = mappings.get(j);
                if (overlap(a.inside(), a.count(), b.inside(), b.count())) {
                    throw new OciConfigException(
                            value.pointer() + "/" + i + "/containerID", "the range overlaps that of entry " + j);
                }
                if (overlap(a.outside(), a.count(), b.outside(), b.count())) {
                    throw new OciConfigException(
                            value.pointer() + "/" + i + "/hostID", "the range overlaps that of entry " + j);
                }
            }
        }
        return mappings;
    }

    private static IdMap.Range idMapping(JsonValue value) {
        long containerId = value.at("containerID").number(0, ProcessReader.MAX_ID);
        long hostId = value.at("hostID").number(0, ProcessReader.MAX_ID);
        JsonValue sizeValue = value.at("size");
        long size = sizeValue.number(1, ALL_IDS - 1);
        sizeValue.check(Math.max(containerId, hostId) + size < ALL_IDS, "not lead beyond the last id, 4294967294");
        return new IdMap.Range(containerId, hostId, size);
    }

    private static boolean overlap(long first, long firstSize, long second, long secondSize) {
        return first < second + secondSize && second < first + firstSize;
    }
}
