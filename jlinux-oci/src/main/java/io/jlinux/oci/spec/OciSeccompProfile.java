package io.jlinux.oci.spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A profile as Docker, podman and containerd read it ({@code --security-opt seccomp=FILE}): the rules of {@link OciSeccomp}, of which some
 * count only with certain capabilities, kernels or architectures. {@code io.jlinux.oci.SeccompProfiles} makes a policy of it.
 *
 * <p>{@code comment} and {@code listenerPath} are passed over: who answers {@link SeccompAction#NOTIFY} is the caller's to say.
 *
 * @param defaultAction for every call that no entry matches
 * @param defaultErrnoRet for {@code ERRNO} and {@code TRACE} only; absent is EPERM
 * @param archMap for each kernel's architecture those that may make calls besides it
 * @param architectures the same for whichever kernel, in the place of {@code archMap}
 * @param flags of seccomp(2); absent and empty differ: absent lets the runtime choose
 * @param syscalls in their order
 * @see <a href="https://docs.docker.com/engine/security/seccomp/">Seccomp security profiles for Docker</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public record OciSeccompProfile(
        SeccompAction defaultAction,
        OptionalInt defaultErrnoRet,
        List<Architectures> archMap,
        List<SeccompArch> architectures,
        Optional<List<OciSeccomp.Flag>> flags,
        List<Entry> syscalls) {

    public OciSeccompProfile {
        archMap = List.copyOf(archMap);
        architectures = List.copyOf(architectures);
        flags = flags.map(List::copyOf);
        syscalls = List.copyOf(syscalls);
    }

    /** What a kernel runs besides its own architecture. */
    public record Architectures(SeccompArch architecture, List<SeccompArch> subArchitectures) {
        public Architectures {
            subArchitectures = List.copyOf(subArchitectures);
        }
    }

    /**
     * What happens to some calls.
     *
     * @param includes when it counts: all of it must hold
     * @param excludes when it does not: any of it is enough
     */
    public record Entry(OciSeccomp.Rule rule, When includes, When excludes) {}

    /**
     * A condition on the container and its host.
     *
     * @param capabilities {@code CAP_…}, of the bounding set; names that no kernel here knows are legal, no container has them
     * @param arches the kernel's architecture as Go names it: {@code amd64}, {@code arm64}
     * @param minKernel the oldest kernel, {@code 4.8}
     */
    public record When(List<String> capabilities, List<String> arches, Optional<String> minKernel) {
        /** Says nothing. */
        public static final When NOTHING = new When(List.of(), List.of(), Optional.empty());

        public When {
            capabilities = List.copyOf(capabilities);
            arches = List.copyOf(arches);
        }
    }

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read
     * @throws OciConfigException naming the JSON pointer of what breaks a rule
     */
    public static OciSeccompProfile read(Path file) throws IOException {
        return read(ConfigReader.readBytes(file));
    }

    /**
     * Reads JSON text in UTF-8.
     *
     * @throws OciConfigException naming the JSON pointer of what breaks a rule
     */
    public static OciSeccompProfile read(byte[] json) {
        return JsonValue.document(JsonText.parse(json), unknown -> {}).object(SeccompProfileReader::profile);
    }
}
