package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciState;
import io.jlinux.oci.spec.OciStatus;
import io.jlinux.oci.state.StateDirectory;
import io.jlinux.oci.state.StateLock;
import io.jlinux.oci.state.StateRoot;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.ProcessIdentity;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A container as it is now: what was written of it, and what has become of its process since.
 *
 * @param stored as it was written, with the pid also of a process that has ended
 * @param status as it is
 */
public record KnownContainer(OciState stored, OciStatus status) {

    /**
     * Looks at a container; empty when there is none, or when nothing of it was written yet.
     *
     * @param locked whether the caller has its lock, so that nobody else is at it
     */
    public static Optional<KnownContainer> look(StateDirectory directory, boolean locked) throws IOException {
        Optional<OciState> stored = directory.read();
        if (stored.isEmpty()) return Optional.empty();
        return Optional.of(new KnownContainer(stored.get(), status(directory, stored.get(), locked)));
    }

    /** One whose state is lost, with the cgroup that it has by its config; stopped, since its process is not known. */
    public static KnownContainer guess(StateDirectory directory, OciConfig config) throws LinuxException {
        OciState state = new OciState(
                config.ociVersion(),
                directory.id(),
                OciStatus.STOPPED,
                OptionalLong.empty(),
                OptionalLong.empty(),
                directory.path(),
                directory.path(),
                Instant.EPOCH,
                StateRoot.uid(),
                config.annotations(),
                PlannedCgroup.places(config, directory.id()),
                List.of(),
                true,
                Optional.empty());
        return new KnownContainer(state, OciStatus.STOPPED);
    }

    /** The process of a state, where it has one; it may have ended. */
    public static Optional<ProcessIdentity> identity(OciState state) {
        if (state.pid().isEmpty() || state.startTime().isEmpty()) return Optional.empty();
        return Optional.of(
                new ProcessIdentity(state.pid().getAsLong(), state.startTime().getAsLong()));
    }

    /** The container's process, where it has one that still runs. */
    public Optional<ProcessIdentity> process() throws LinuxException {
        Optional<ProcessIdentity> process = identity(stored);
        return process.isPresent() && process.get().isAlive() ? process : Optional.empty();
    }

    /** The state as others are told it. */
    public OciState current() {
        OciState now = stored.withStatus(status);
        return status == OciStatus.STOPPED ? now.withProcess(OptionalLong.empty(), OptionalLong.empty()) : now;
    }

    private static OciStatus status(StateDirectory directory, OciState stored, boolean locked) throws IOException {
        boolean creating = stored.status() == OciStatus.CREATING;
        if (creating && !locked && isBusy(directory)) return OciStatus.CREATING;
        Optional<ProcessIdentity> process = identity(stored);
        if (process.isEmpty() || !process.get().isAlive()) return OciStatus.STOPPED;
        // whoever made it has ended before it was whole
        if (creating) return OciStatus.CREATING;
        // the fifo tells more than the file: a starter may have ended between the two
        if (stored.status() == OciStatus.CREATED && directory.gate().isWaiting()) {
            return PlannedCgroup.isFrozen(stored) ? OciStatus.PAUSED : OciStatus.CREATED;
        }
        return PlannedCgroup.isFrozen(stored) ? OciStatus.PAUSED : OciStatus.RUNNING;
    }

    private static boolean isBusy(StateDirectory directory) throws LinuxException {
        try (StateLock lock = StateLock.tryTake(directory).orElse(null)) {
            return lock == null;
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) return false;
            throw e;
        }
    }
}
