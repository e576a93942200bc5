package io.jlinux.oci.spec;

import io.jlinux.ns.Namespace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a container: the state of the spec, and what a runtime keeps beside it.
 *
 * @param ociVersion the spec's version that its config is written for
 * @param id its name, unique in its state directory
 * @param status where it is in its life
 * @param pid its first process, as the runtime's pid namespace sees it; empty before there is one, and when it has ended
 * @param startTime of that process, in clock ticks since boot, as {@code /proc/PID/stat} has it: with the pid it names one
 *     process for ever
 * @param bundle the absolute path of its bundle
 * @param rootfs the absolute path of its root
 * @param created when it was made
 * @param owner the user who made it
 * @param annotations those of its config
 * @param cgroups the directories of its cgroup, one in each hierarchy; while it is made, those that may come to be
 * @param cgroupParents directories above them that were made on the way, and go with them
 * @param ownKeyring whether its processes have a session keyring of their own
 * @param scope where systemd made its cgroup
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state">runtime.md: State</a>
 */
public record OciState(
        String ociVersion,
        String id,
        OciStatus status,
        OptionalLong pid,
        OptionalLong startTime,
        Path bundle,
        Path rootfs,
        Instant created,
        long owner,
        Map<String, String> annotations,
        List<Path> cgroups,
        List<Path> cgroupParents,
        boolean ownKeyring,
        Optional<OciScope> scope) {

    public OciState {
        annotations = Maps.copyInOrder(annotations);
        cgroups = List.copyOf(cgroups);
        cgroupParents = List.copyOf(cgroupParents);
    }

    /** With another status. */
    public OciState withStatus(OciStatus changed) {
        return with(changed, pid, startTime, cgroups, cgroupParents, scope);
    }

    /** With a process. */
    public OciState withProcess(OptionalLong changedPid, OptionalLong changedStartTime) {
        return with(status, changedPid, changedStartTime, cgroups, cgroupParents, scope);
    }

    /** With other cgroups. */
    public OciState withCgroups(List<Path> changed, List<Path> changedParents) {
        return with(status, pid, startTime, changed, changedParents, scope);
    }

    /** With a scope. */
    public OciState withScope(Optional<OciScope> changed) {
        return with(status, pid, startTime, cgroups, cgroupParents, changed);
    }

    /** With what changes in the life of a container. */
    private OciState with(
            OciStatus newStatus,
            OptionalLong newPid,
            OptionalLong newStartTime,
            List<Path> newCgroups,
            List<Path> newParents,
            Optional<OciScope> newScope) {
        return new OciState(
                ociVersion,
                id,
                newStatus,
                newPid,
                newStartTime,
                bundle,
                rootfs,
                created,
                owner,
                annotations,
                newCgroups,
                newParents,
                ownKeyring,
                newScope);
    }

    /**
     * Where a namespace of its first process is, for nsenter(1) and for the {@code path} of another container's namespace; empty
     * when it has no process. It is nowhere written down: pid and start time tell it.
     */
    public Optional<Path> namespacePath(Namespace type) {
        if (pid.isEmpty()) return Optional.empty();
        return Optional.of(Path.of("/proc", Long.toString(pid.getAsLong()), "ns", type.procName()));
    }

    /** The state as the spec has it, which hooks get: on one line. */
    public String toJson() {
        return new String(StateWriter.writeSpec(this), StandardCharsets.UTF_8);
    }

    /** The state as {@code runc state} prints it: with the root, the time and the owner, indented. */
    public String toDetailedJson() {
        return new String(StateWriter.writeDetails(this), StandardCharsets.UTF_8);
    }
}
