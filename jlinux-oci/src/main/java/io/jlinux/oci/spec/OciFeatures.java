package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.SeccompSupport;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The features document: what this runtime understands, whatever host it is on. Only {@link Seccomp#supportedFlags} is asked of the
 * kernel. What a host has is told by {@link io.jlinux.doctor.Doctor}, and by the error for a config that it cannot run.
 *
 * @param ociVersionMin the lowest version of the spec
 * @param ociVersionMax the highest version of the spec
 * @param hooks the kinds of hooks
 * @param mountOptions the options of mounts that are not their file system's own, sorted
 * @param linux what is for Linux only
 * @param annotations about the runtime
 * @param potentiallyUnsafeConfigAnnotations those of a config that change what the runtime does; one that ends with a dot is the beginning
 *     of several
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/features.md">features.md</a>
 */
public record OciFeatures(
        String ociVersionMin,
        String ociVersionMax,
        List<String> hooks,
        List<String> mountOptions,
        Linux linux,
        Map<String, String> annotations,
        List<String> potentiallyUnsafeConfigAnnotations) {
    public OciFeatures {
        hooks = List.copyOf(hooks);
        mountOptions = List.copyOf(mountOptions);
        annotations = Maps.copyInOrder(annotations);
        potentiallyUnsafeConfigAnnotations = List.copyOf(potentiallyUnsafeConfigAnnotations);
    }

    /**
     * What is for Linux only.
     *
     * @param namespaces the types of namespaces, sorted
     * @param capabilities the names of capabilities, by their number
     * @param cgroup the ways to cgroups
     * @param seccomp what is known of seccomp
     * @param apparmor whether AppArmor profiles are set
     * @param selinux whether SELinux labels are set
     * @param intelRdt whether resctrl is used: with {@code schemata}, and monitoring
     * @param idmap whether mounts are id-mapped
     * @param netDevices whether devices of the network are moved
     * @param memoryPolicyModes the modes of memory policies
     * @param memoryPolicyFlags the flags of memory policies
     * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/features-linux.md">features-linux.md</a>
     */
    public record Linux(
            List<String> namespaces,
            List<String> capabilities,
            Cgroup cgroup,
            Seccomp seccomp,
            boolean apparmor,
            boolean selinux,
            boolean intelRdt,
            boolean idmap,
            boolean netDevices,
            List<String> memoryPolicyModes,
            List<String> memoryPolicyFlags) {
        public Linux {
            namespaces = List.copyOf(namespaces);
            capabilities = List.copyOf(capabilities);
            memoryPolicyModes = List.copyOf(memoryPolicyModes);
            memoryPolicyFlags = List.copyOf(memoryPolicyFlags);
        }
    }

    /**
     * The ways to cgroups.
     *
     * @param v1 cgroup v1
     * @param v2 cgroup v2
     * @param systemd by the system's systemd
     * @param systemdUser by the user's systemd
     * @param rdma the controller rdma
     */
    public record Cgroup(boolean v1, boolean v2, boolean systemd, boolean systemdUser, boolean rdma) {}

    /**
     * What is known of seccomp.
     *
     * @param actions the actions, sorted
     * @param operators the comparisons, sorted
     * @param archs the architectures, sorted
     * @param knownFlags the flags
     * @param supportedFlags those of them that this kernel has
     */
    public record Seccomp(
            List<String> actions,
            List<String> operators,
            List<String> archs,
            List<String> knownFlags,
            List<String> supportedFlags) {
        public Seccomp {
            actions = List.copyOf(actions);
            operators = List.copyOf(operators);
            archs = List.copyOf(archs);
            knownFlags = List.copyOf(knownFlags);
            supportedFlags = List.copyOf(supportedFlags);
        }
    }

    /** Those of this runtime. */
    public static OciFeatures current() {
        return new OciFeatures(
                "1.0.0",
                "1.3.0",
                List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"),
                MountOptions.known(),
                forLinux(),
                Map.of("io.github.jlinux.checkpoint.enabled", "false"),
                List.of("org.systemd.property."));
    }

    private static Linux forLinux() {
        var kernel = SeccompSupport.current().flags();
        Seccomp seccomp = new Seccomp(
                names(SeccompAction.values()),
                names(OciSeccomp.Operator.values()),
                names(SeccompArch.values()),
                names(OciSeccomp.Flag.values(), flag -> true),
                names(
                        OciSeccomp.Flag.values(),
                        flag -> kernel.stream().anyMatch(known -> known.name().equals(flag.name()))));
        return new Linux(
                Arrays.stream(Namespace.values())
                        .map(Namespace::ociName)
                        .sorted()
                        .toList(),
                Capability.known().stream().map(c -> "CAP_" + c.name()).toList(),
                new Cgroup(true, true, true, true, true),
                seccomp,
                true,
                true,
                true,
                true,
                true,
                names(OciMemoryPolicy.Mode.values(), mode -> true),
                names(OciMemoryPolicy.Flag.values(), flag -> true));
    }

    private static List<String> names(JsonName[] values) {
        return Arrays.stream(values).map(JsonName::jsonName).sorted().toList();
    }

    private static <T extends JsonName> List<String> names(T[] values, Predicate<T> wanted) {
        return Arrays.stream(values).filter(wanted).map(JsonName::jsonName).toList();
    }

    /** The document, as {@code runc features} prints it: indented. */
    public String toJson() {
        return new String(FeaturesWriter.write(this), StandardCharsets.UTF_8);
    }
}
