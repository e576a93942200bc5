package io.jlinux.oci;

import io.jlinux.oci.run.ProfilePlanner;
import io.jlinux.oci.spec.OciSeccompProfile;
import io.jlinux.security.Capability;
import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompProfile;
import io.jlinux.sys.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Seccomp profiles in the format of Docker, podman and containerd ({@code --security-opt seccomp=FILE}), as policies: for a {@code Spawn},
 * a {@code Sandbox}, or a thread.
 *
 * <pre>{@code
 * SeccompPolicy policy = SeccompProfiles.policy(Path.of("/usr/share/containers/seccomp.json"), Set.of());
 * Sandbox.untrusted().seccomp(policy).start("/box/a.out");
 * }</pre>
 *
 * <p>They are read as Docker and runc together read them: names that this library does not know are passed over, as are entries for
 * capabilities and machines that are not here; a rule that does what is done anyway is none; two conditions on one argument are
 * alternatives. Thread-safe.
 *
 * @see io.jlinux.security.seccomp.DockerProfile
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">Seccomp security profiles for Docker</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompProfiles {
    private SeccompProfiles() {}

    /**
     * Reads a profile; {@link SeccompProfile#policy} makes a policy of it for one container.
     *
     * @throws IOException when it cannot be read
     * @throws io.jlinux.oci.spec.OciConfigException naming the JSON pointer of what breaks a rule
     */
    public static SeccompProfile load(Path file) throws IOException {
        return ProfilePlanner.plan(OciSeccompProfile.read(file), String.valueOf(file.getFileName()));
    }

    /**
     * As above, of JSON text in UTF-8.
     *
     * @param name for messages
     * @throws io.jlinux.oci.spec.OciConfigException naming the JSON pointer of what breaks a rule
     */
    public static SeccompProfile parse(String name, byte[] json) {
        return ProfilePlanner.plan(OciSeccompProfile.read(json), name);
    }

    /**
     * The policy of a profile on this machine for a container with these capabilities in its bounding set. Calls of kernels newer than
     * the tables are {@code ENOSYS} where the profile does not allow everything, as runc has it.
     *
     * @throws IOException when it cannot be read
     * @throws io.jlinux.oci.spec.OciConfigException naming the JSON pointer of what breaks a rule
     */
    public static SeccompPolicy policy(Path file, Set<Capability> capabilities) throws IOException {
        return policy(load(file), capabilities);
    }

    /** As above, of a profile that has been read. */
    public static SeccompPolicy policy(SeccompProfile profile, Set<Capability> capabilities) {
        SeccompPolicy policy = profile.policy(SeccompProfile.Container.here(capabilities));
        if (policy.defaultAction().lets()) return policy;
        return policy.toBuilder().newerCalls(SeccompAction.errno(Errno.ENOSYS)).build();
    }
}
