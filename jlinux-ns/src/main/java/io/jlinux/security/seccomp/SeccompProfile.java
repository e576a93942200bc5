package io.jlinux.security.seccomp;

import io.jlinux.security.Capability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A policy as OCI configs and Docker's profiles write it: entries with many names, some of which count only with certain
 * capabilities, kernels or architectures. A value; {@link #policy} makes the policy of one container.
 *
 * @param name for messages
 * @param defaultAction for every call that no entry matches
 * @param architectures for a kernel of the key's architecture, the ones that may make calls besides it
 * @param flags how the filter is to be installed
 * @param entries in their order
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public record SeccompProfile(
        String name,
        SeccompAction defaultAction,
        Map<SeccompArch, Set<SeccompArch>> architectures,
        Set<SeccompFlag> flags,
        List<Entry> entries) {

    /**
     * What becomes of some calls.
     *
     * @param names of the calls
     * @param conditions all of which must hold; where an argument is named twice, any of them, as OCI runtimes have it
     * @param includes when the entry counts
     * @param excludes when it does not
     */
    public record Entry(
            List<String> names, SeccompAction action, List<Condition> conditions, When includes, When excludes) {
        public Entry {
            names = List.copyOf(names);
            conditions = List.copyOf(conditions);
        }

        /** One that always counts. */
        public static Entry of(SeccompAction action, List<String> names, Condition... conditions) {
            return new Entry(names, action, List.of(conditions), When.NEVER_MIND, When.NEVER_MIND);
        }

        private boolean counts(Container c) {
            return includes.admits(c) && !excludes.applies(c);
        }

        private List<List<Condition>> alternatives() {
            Set<Integer> indexes = new HashSet<>();
            for (Condition c : conditions) indexes.add(c.index());
            if (indexes.size() == conditions.size()) return List.of(conditions);
            List<List<Condition>> each = new ArrayList<>();
            for (Condition c : conditions) each.add(List.of(c));
            return each;
        }
    }

    /**
     * A condition on the container.
     *
     * @param capabilities in its bounding set
     * @param kernels architectures of the kernel
     * @param minKernel the oldest kernel
     */
    public record When(Set<Capability> capabilities, Set<SeccompArch> kernels, Optional<KernelVersion> minKernel) {
        public static final When NEVER_MIND = new When(Set.of(), Set.of(), Optional.empty());

        public When {
            capabilities = Set.copyOf(capabilities);
            kernels = Set.copyOf(kernels);
        }

        public static When has(Capability... capabilities) {
            return new When(Set.of(capabilities), Set.of(), Optional.empty());
        }

        public static When runsOn(SeccompArch... kernels) {
            return new When(Set.of(), Set.of(kernels), Optional.empty());
        }

        public static When since(int major, int minor) {
            return new When(Set.of(), Set.of(), Optional.of(new KernelVersion(major, minor)));
        }

        /** As {@code includes}: all that is said is so. */
        private boolean admits(Container c) {
            return c.capabilities().containsAll(capabilities)
                    && (kernels.isEmpty() || kernels.contains(c.kernel()))
                    && (minKernel.isEmpty() || c.version().compareTo(minKernel.get()) >= 0);
        }

        /** As {@code excludes}: anything that is said is so. */
        private boolean applies(Container c) {
            return !Collections.disjoint(capabilities, c.capabilities())
                    || kernels.contains(c.kernel())
                    || (minKernel.isPresent() && c.version().compareTo(minKernel.get()) >= 0);
        }
    }

    /**
     * What a profile asks about a container.
     *
     * @param capabilities its bounding set
     * @param kernel the architecture of the kernel, {@code X86_64} or {@code AARCH64}
     * @param version of the kernel
     */
    public record Container(Set<Capability> capabilities, SeccompArch kernel, KernelVersion version) {
        public Container {
            capabilities = Set.copyOf(capabilities);
        }

        /** One with these capabilities on this machine. */
        public static Container here(Set<Capability> capabilities) {
            return new Container(capabilities, SeccompArch.current(), KernelVersion.current());
        }
    }

    public SeccompProfile {
        architectures = Map.copyOf(architectures);
        flags = Set.copyOf(flags);
        entries = List.copyOf(entries);
    }

    /** The policy of one container. Names that no architecture knows are passed over. */
    public SeccompPolicy policy(Container container) {
        return builder(container).build();
    }

    /** The same, to be added to. */
    SeccompPolicyBuilder builder(Container container) {
        Set<SeccompArch> archs = new LinkedHashSet<>();
        archs.add(container.kernel());
        archs.addAll(architectures.getOrDefault(container.kernel(), Set.of()));
        SeccompPolicyBuilder b = SeccompPolicy.builder(name, defaultAction)
                .architectures(archs)
                .flags(flags.toArray(SeccompFlag[]::new))
                .skipUnknown();
        for (Entry e : entries) {
            if (!e.counts(container)) continue;
            for (List<Condition> conditions : e.alternatives()) {
                for (String call : e.names()) b.rule(e.action(), call, conditions);
            }
        }
        return b;
    }
}
