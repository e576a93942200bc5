package io.jlinux.sandbox;

import io.jlinux.cgroup.CgroupLimits;
import io.jlinux.mount.Device;
import io.jlinux.mount.Mount;
import io.jlinux.mount.Rootfs;
import io.jlinux.mount.TmpfsOptions;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.security.Landlock;
import io.jlinux.security.Rlimit;
import io.jlinux.security.seccomp.DockerProfile;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.spawn.RunLimits;
import io.jlinux.spawn.Spawn;
import io.jlinux.spawn.Stdio;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a {@link Sandbox} is made of. Changed only while it is being copied. */
final class Settings implements Cloneable {
    /** Compiled once. */
    private static final SeccompPolicy DEFAULT_SECCOMP = TerminalGuard.of(DockerProfile.policy(Set.of()));

    String preset = "";
    Identity identity = Identity.nobody();
    Network network = Network.NONE;

    @Nullable
    Rootfs rootfs = Rootfs.host();

    Map<String, TmpfsOptions> tmpfs = new LinkedHashMap<>();
    List<Mount> mounts = new ArrayList<>();
    List<Device> devices = new ArrayList<>(Device.DEFAULTS);
    Map<String, String> env = new LinkedHashMap<>();
    String directory = "/";
    String hostname = "sandbox";
    Map<Rlimit.Resource, Rlimit> rlimits = new EnumMap<>(Rlimit.Resource.class);
    CgroupLimits limits = CgroupLimits.NONE;
    /** Limits of the cgroup that are kept where the host takes them. */
    List<CgroupLimits> wishes = List.of();

    CgroupUse cgroup = CgroupUse.WHERE_POSSIBLE;

    @Nullable
    SeccompPolicy seccomp = DEFAULT_SECCOMP;

    /** Whether the outcome tells which system call the policy killed for. */
    boolean tellsViolations;

    /** Whether an init is process 1. */
    boolean init;

    /** Whether there are rules of Landlock that follow from the mounts, where the kernel has it. */
    boolean landlocked;

    /** The caller's rules, in their place. */
    @Nullable
    Landlock landlock;

    boolean dieWithParent = true;

    @Nullable
    RunLimits runLimits;

    Stdio stdin = Stdio.pipe();
    Stdio stdout = Stdio.pipe();
    Stdio stderr = Stdio.pipe();
    List<UnaryOperator<Spawn>> custom = new ArrayList<>();

    /** Namespaces made ahead, with a user namespace among them; empty for new ones. */
    List<NamespaceHandle> warm = List.of();

    /** Whether what a pool makes ahead is the same. */
    boolean sameAhead(Settings other) {
        return identity.equals(other.identity)
                && network == other.network
                && limits.equals(other.limits)
                && wishes.equals(other.wishes)
                && cgroup == other.cgroup;
    }

    Settings copy() {
        try {
            Settings s = (Settings) clone();
            s.tmpfs = new LinkedHashMap<>(tmpfs);
            s.mounts = new ArrayList<>(mounts);
            s.devices = new ArrayList<>(devices);
            s.env = new LinkedHashMap<>(env);
            s.rlimits = new EnumMap<>(rlimits);
            s.custom = new ArrayList<>(custom);
            return s;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}
