package io.jlinux.cgroup;

import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this kernel and the mounted v2 hierarchy say about delegation: giving a part of the hierarchy to a less privileged
 * user. From {@link CgroupHost#delegation()}.
 *
 * @param files the files of a cgroup that are given away with it; {@code /sys/kernel/cgroup/delegate}
 * @param features what the kernel's cgroup2 can be mounted with; {@code /sys/kernel/cgroup/features} (Linux 4.15)
 * @param mountOptions what it is mounted with
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#delegation">Delegation</a>
 */
public record Delegation(Set<String> files, Set<String> features, Set<String> mountOptions) {
    /** What all kernels with v2 have; the file that lists them is of Linux 4.15. */
    private static final Set<String> BASIC = Set.of("cgroup.procs", "cgroup.threads", "cgroup.subtree_control");

    public Delegation {
        files = Set.copyOf(files);
        features = Set.copyOf(features);
        mountOptions = Set.copyOf(mountOptions);
    }

    static Delegation of(Set<String> mountOptions) {
        return new Delegation(
                words("/sys/kernel/cgroup/delegate").orElse(BASIC),
                words("/sys/kernel/cgroup/features").orElse(Set.of()),
                mountOptions);
    }

    private static Optional<Set<String>> words(String file) {
        try {
            Set<String> words = new TreeSet<>();
            KernelFile.read(Path.of(file)).lines().map(String::strip).forEach(words::add);
            return words.isEmpty() ? Optional.empty() : Optional.of(words);
        } catch (LinuxException e) {
            return Optional.empty(); // before Linux 4.15, or /sys is not mounted
        }
    }

    /**
     * Whether cgroup namespaces are borders of delegation ({@code nsdelegate}): who is root in one can neither write the
     * limits of its topmost cgroup nor move processes across it.
     */
    public boolean atNamespaces() {
        return mountOptions.contains("nsdelegate");
    }
}
