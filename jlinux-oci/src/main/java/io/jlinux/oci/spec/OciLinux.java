package io.jlinux.oci.spec;

import io.jlinux.mount.Propagation;
import io.jlinux.ns.IdMap;
import io.jlinux.ns.Namespace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is configured for Linux only.
 *
 * @param uidMappings user ids of a new user namespace
 * @param gidMappings group ids of a new user namespace
 * @param sysctl kernel parameters of the container's namespaces; {@link SysctlName} reads the keys
 * @param resources cgroup limits
 * @param cgroupsPath the cgroup: absolute is below the cgroup mount, relative is up to the runtime
 * @param namespaces namespaces to make or join; the others are the runtime's
 * @param devices device nodes besides the default ones
 * @param seccomp the syscall filter
 * @param rootfsPropagation the root mount's propagation
 * @param maskedPaths absolute paths that are made unreadable; ones that are not there are skipped
 * @param readonlyPaths absolute paths that are made read-only; ones that are not there are skipped
 * @param mountLabel the SELinux context of the mounts
 * @param personality the execution domain
 * @param timeOffsets clocks of a new time namespace
 * @param netDevices devices of the host, by name, that are moved into the container's network namespace
 * @param memoryPolicy the NUMA policy
 * @param intelRdt cache and bandwidth allocation
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#linux-container-configuration">config-linux.md: Linux Container Configuration</a>
 */
public record OciLinux(
        List<IdMap.Range> uidMappings,
        List<IdMap.Range> gidMappings,
        Map<String, String> sysctl,
        OciResources resources,
        Optional<String> cgroupsPath,
        List<OciNamespace> namespaces,
        List<OciDevice> devices,
        Optional<OciSeccomp> seccomp,
        Optional<Propagation> rootfsPropagation,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        Optional<String> mountLabel,
        Optional<OciPersonality> personality,
        Map<OffsetClock, OciTimeOffset> timeOffsets,
        Map<String, OciNetDevice> netDevices,
        Optional<OciMemoryPolicy> memoryPolicy,
        Optional<OciIntelRdt> intelRdt) {
    /** Nothing configured. */
    public static final OciLinux NONE = builder().build();

    public OciLinux {
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        sysctl = Maps.copyInOrder(sysctl);
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
        timeOffsets = Maps.copyInOrder(timeOffsets);
        netDevices = Maps.copyInOrder(netDevices);
    }

    /** A builder with nothing set but what has a default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder with everything as it is here. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.uidMappings = uidMappings;
        builder.gidMappings = gidMappings;
        builder.sysctl = sysctl;
        builder.resources = resources;
        builder.cgroupsPath = cgroupsPath;
        builder.namespaces = namespaces;
        builder.devices = devices;
        builder.seccomp = seccomp;
        builder.rootfsPropagation = rootfsPropagation;
        builder.maskedPaths = maskedPaths;
        builder.readonlyPaths = readonlyPaths;
        builder.mountLabel = mountLabel;
        builder.personality = personality;
        builder.timeOffsets = timeOffsets;
        builder.netDevices = netDevices;
        builder.memoryPolicy = memoryPolicy;
        builder.intelRdt = intelRdt;
        return builder;
    }

    /** Collects what a {@link OciLinux} is made of; its setters have the names of the record's components. */
    public static final class Builder {
        private List<IdMap.Range> uidMappings = List.of();
        private List<IdMap.Range> gidMappings = List.of();
        private Map<String, String> sysctl = Map.of();
        private OciResources resources = OciResources.NONE;
        private Optional<String> cgroupsPath = Optional.empty();
        private List<OciNamespace> namespaces = List.of();
        private List<OciDevice> devices = List.of();
        private Optional<OciSeccomp> seccomp = Optional.empty();
        private Optional<Propagation> rootfsPropagation = Optional.empty();
        private List<String> maskedPaths = List.of();
        private List<String> readonlyPaths = List.of();
        private Optional<String> mountLabel = Optional.empty();
        private Optional<OciPersonality> personality = Optional.empty();
        private Map<OffsetClock, OciTimeOffset> timeOffsets = Map.of();
        private Map<String, OciNetDevice> netDevices = Map.of();
        private Optional<OciMemoryPolicy> memoryPolicy = Optional.empty();
        private Optional<OciIntelRdt> intelRdt = Optional.empty();

        private Builder() {}

        /** Sets uidMappings: user ids of a new user namespace. */
        public Builder uidMappings(List<IdMap.Range> uidMappings) {
            this.uidMappings = uidMappings;
            return this;
        }

        /** Sets gidMappings: group ids of a new user namespace. */
        public Builder gidMappings(List<IdMap.Range> gidMappings) {
            this.gidMappings = gidMappings;
            return this;
        }

        /** Sets sysctl: kernel parameters of the container's namespaces; {@link SysctlName} reads the keys. */
        public Builder sysctl(Map<String, String> sysctl) {
            this.sysctl = sysctl;
            return this;
        }

        /** Sets resources: cgroup limits. */
        public Builder resources(OciResources resources) {
            this.resources = resources;
            return this;
        }

        /** Sets cgroupsPath: the cgroup: absolute is below the cgroup mount, relative is up to the runtime. */
        public Builder cgroupsPath(String cgroupsPath) {
            this.cgroupsPath = Optional.of(cgroupsPath);
            return this;
        }

        /** Sets namespaces: namespaces to make or join; the others are the runtime's. */
        public Builder namespaces(List<OciNamespace> namespaces) {
            this.namespaces = namespaces;
            return this;
        }

        /** Sets devices: device nodes besides the default ones. */
        public Builder devices(List<OciDevice> devices) {
            this.devices = devices;
            return this;
        }

        /** Sets seccomp: the syscall filter. */
        public Builder seccomp(OciSeccomp seccomp) {
            this.seccomp = Optional.of(seccomp);
            return this;
        }

        /** Sets rootfsPropagation: the root mount's propagation. */
        public Builder rootfsPropagation(Propagation rootfsPropagation) {
            this.rootfsPropagation = Optional.of(rootfsPropagation);
            return this;
        }

        /** Sets maskedPaths: absolute paths that are made unreadable; ones that are not there are skipped. */
        public Builder maskedPaths(List<String> maskedPaths) {
            this.maskedPaths = maskedPaths;
            return this;
        }

        /** Sets readonlyPaths: absolute paths that are made read-only; ones that are not there are skipped. */
        public Builder readonlyPaths(List<String> readonlyPaths) {
            this.readonlyPaths = readonlyPaths;
            return this;
        }

        /** Sets mountLabel: the SELinux context of the mounts. */
        public Builder mountLabel(String mountLabel) {
            this.mountLabel = Optional.of(mountLabel);
            return this;
        }

        /** Sets personality: the execution domain. */
        public Builder personality(OciPersonality personality) {
            this.personality = Optional.of(personality);
            return this;
        }

        /** Sets timeOffsets: clocks of a new time namespace. */
        public Builder timeOffsets(Map<OffsetClock, OciTimeOffset> timeOffsets) {
            this.timeOffsets = timeOffsets;
            return this;
        }

        /** Sets netDevices: devices of the host, by name, that are moved into the container's network namespace. */
        public Builder netDevices(Map<String, OciNetDevice> netDevices) {
            this.netDevices = netDevices;
            return this;
        }

        /** Sets memoryPolicy: the NUMA policy. */
        public Builder memoryPolicy(OciMemoryPolicy memoryPolicy) {
            this.memoryPolicy = Optional.of(memoryPolicy);
            return this;
        }

        /** Sets intelRdt: cache and bandwidth allocation. */
        public Builder intelRdt(OciIntelRdt intelRdt) {
            this.intelRdt = Optional.of(intelRdt);
            return this;
        }

        /** Adds a namespace, in place of an earlier one of its type. */
        public Builder namespace(OciNamespace namespace) {
            List<OciNamespace> changed = new ArrayList<>(namespaces);
            changed.removeIf(other -> other.type() == namespace.type());
            changed.add(namespace);
            namespaces = changed;
            return this;
        }

        /** Takes a namespace out: the container shares the runtime's. */
        public Builder withoutNamespace(Namespace type) {
            namespaces =
                    namespaces.stream().filter(other -> other.type() != type).toList();
            return this;
        }

        /** Sets one kernel parameter, such as {@code net.ipv4.ip_forward}. */
        public Builder sysctl(String name, String value) {
            Map<String, String> changed = new LinkedHashMap<>(sysctl);
            changed.put(name, value);
            sysctl = changed;
            return this;
        }

        /** The record; {@link OciConfig#validated()} checks it. */
        public OciLinux build() {
            return new OciLinux(
                    uidMappings,
                    gidMappings,
                    sysctl,
                    resources,
                    cgroupsPath,
                    namespaces,
                    devices,
                    seccomp,
                    rootfsPropagation,
                    maskedPaths,
                    readonlyPaths,
                    mountLabel,
                    personality,
                    timeOffsets,
                    netDevices,
                    memoryPolicy,
                    intelRdt);
        }
    }
}
