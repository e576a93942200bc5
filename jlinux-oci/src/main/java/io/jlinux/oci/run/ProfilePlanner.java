package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciSeccompProfile;
import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.Condition;
import io.jlinux.security.seccomp.KernelVersion;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompProfile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Turns a profile of Docker's format into one that makes policies, as Docker and runc together understand it. */
public final class ProfilePlanner {
    private ProfilePlanner() {}

    /**
     * The profile.
     *
     * @param name for messages
     */
    public static SeccompProfile plan(OciSeccompProfile profile, String name) {
        var defaultAction = SeccompPlanner.action(profile.defaultAction(), profile.defaultErrnoRet());
        List<SeccompProfile.Entry> entries = new ArrayList<>();
        for (OciSeccompProfile.Entry e : profile.syscalls()) {
            var action = SeccompPlanner.action(e.rule().action(), e.rule().errnoRet());
            boolean never = includesUnknown(e.includes());
            // a rule that does what is done anyway is none, as runc has it
            if (never || action.equals(defaultAction)) continue;
            List<Condition> conditions =
                    e.rule().args().stream().map(SeccompPlanner::condition).toList();
            entries.add(new SeccompProfile.Entry(
                    e.rule().names(), action, conditions, when(e.includes()), when(e.excludes())));
        }
        return new SeccompProfile(name, defaultAction, architectures(profile), flags(profile), entries);
    }

    private static Map<SeccompArch, Set<SeccompArch>> architectures(OciSeccompProfile profile) {
        Map<SeccompArch, Set<SeccompArch>> map = new EnumMap<>(SeccompArch.class);
        for (OciSeccompProfile.Architectures a : profile.archMap()) {
            Optional<SeccompArch> kernel = SeccompArch.parse(a.architecture().jsonName());
            if (kernel.isPresent() && kernel.get().kernel() == kernel.get())
                map.put(kernel.get(), ofFamily(kernel.get(), a.subArchitectures()));
        }
        if (profile.architectures().isEmpty()) return map;
        for (SeccompArch kernel : List.of(SeccompArch.X86_64, SeccompArch.AARCH64)) {
            map.put(kernel, ofFamily(kernel, profile.architectures()));
        }
        return map;
    }

    /** Those that the kernel can run: no call comes from others. */
    private static Set<SeccompArch> ofFamily(SeccompArch kernel, List<io.jlinux.oci.spec.SeccompArch> list) {
        Set<SeccompArch> set = EnumSet.noneOf(SeccompArch.class);
        for (var a : list)
            SeccompArch.parse(a.jsonName()).filter(kernel.family()::contains).ifPresent(set::add);
        return set;
    }

    private static Set<SeccompFlag> flags(OciSeccompProfile profile) {
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        profile.flags().ifPresent(list -> list.forEach(f -> flags.add(SeccompFlag.valueOf(f.name()))));
        return flags;
    }

    /** A capability that nobody has, or only architectures that are not here. */
    private static boolean includesUnknown(OciSeccompProfile.When when) {
        boolean otherMachines = !when.arches().isEmpty()
                && when.arches().stream().allMatch(a -> kernel(a).isEmpty());
        return otherMachines
                || when.capabilities().stream()
                        .anyMatch(c -> Capability.parse(c).isEmpty());
    }

    private static SeccompProfile.When when(OciSeccompProfile.When when) {
        Set<Capability> capabilities = new TreeSet<>();
        for (String c : when.capabilities()) Capability.parse(c).ifPresent(capabilities::add);
        Set<SeccompArch> kernels = EnumSet.noneOf(SeccompArch.class);
        for (String a : when.arches()) kernel(a).ifPresent(kernels::add);
        return new SeccompProfile.When(capabilities, kernels, when.minKernel().map(KernelVersion::parse));
    }

    /** Docker compares with the architecture that it was built for: {@code x86} or {@code x32} is no kernel of a container here. */
    private static Optional<SeccompArch> kernel(String go) {
        return switch (go) {
            case "amd64" -> Optional.of(SeccompArch.X86_64);
            case "arm64" -> Optional.of(SeccompArch.AARCH64);
            default -> Optional.empty();
        };
    }
}
