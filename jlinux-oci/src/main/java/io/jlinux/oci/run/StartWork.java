package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfig;
import io.jlinux.oci.spec.OciIntelRdt;
import io.jlinux.spawn.LinuxProcess;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM does for a container when its mounts are there and its process waits before its root: copies into tmpfs, devices of the
 * network, the class of service. Undone where the start fails afterwards.
 */
public final class StartWork implements AutoCloseable {
    private final Optional<CopyUp> copies;
    private final Optional<NetDevices> devices;
    private final Optional<Resctrl> resctrl;
    private Resctrl.@Nullable Made made;

    private StartWork(Optional<CopyUp> copies, Optional<NetDevices> devices, Optional<Resctrl> resctrl) {
        this.copies = copies;
        this.devices = devices;
        this.resctrl = resctrl;
    }

    /** What a config asks for; nothing of it is done yet. */
    public static StartWork of(OciConfig config, Path bundle, String id) throws LinuxException {
        Optional<Resctrl> resctrl = Optional.empty();
        Optional<OciIntelRdt> rdt = config.linux().intelRdt();
        if (rdt.isPresent()) resctrl = Optional.of(Resctrl.of(Resctrl.require(), rdt.get(), id));
        Optional<NetDevices> devices =
                config.linux().netDevices().isEmpty() ? Optional.empty() : Optional.of(NetDevices.of(config));
        return new StartWork(CopyUp.of(config, bundle), devices, resctrl);
    }

    /** Whether there is any. */
    public boolean isNeeded() {
        return copies.isPresent() || devices.isPresent() || resctrl.isPresent();
    }

    /** Does it, for the process that waits. */
    public void run(long pid) throws IOException {
        if (copies.isPresent()) copies.get().copy(pid);
        if (resctrl.isPresent()) made = resctrl.get().assign(pid);
        if (devices.isPresent()) devices.get().move(pid);
    }

    /** As {@link #run}; what fails is undone. */
    public void runOrUndo(long pid) throws IOException {
        try {
            run(pid);
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    /** A start. */
    @FunctionalInterface
    public interface Start {
        LinuxProcess run() throws IOException;
    }

    /** Starts the process; when that fails after the work was done, it is undone. */
    public LinuxProcess guard(Start start) throws IOException {
        try {
            return start.run();
        } catch (IOException | RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    /** Takes back what was done; the process is still there. */
    public void undo(Exception cause) {
        devices.ifPresent(d -> d.undo(cause));
        Resctrl.Made directories = made;
        made = null;
        if (directories == null) return;
        try {
            directories.remove();
        } catch (LinuxException e) {
            cause.addSuppressed(e);
        }
    }

    /** Puts a further process of the container, which has not begun yet, into the container's class of service. */
    public static void join(OciConfig config, String id, long pid) throws LinuxException {
        Optional<OciIntelRdt> rdt = config.linux().intelRdt();
        if (rdt.isPresent()) Resctrl.of(Resctrl.require(), rdt.get(), id).join(pid);
    }

    /** Removes what a container that is deleted leaves of it: its class of service. The kernel has seen to the rest. */
    public static void forget(OciConfig config, String id) throws LinuxException {
        Resctrl.remove(config, id);
    }

    @Override
    public void close() {
        devices.ifPresent(NetDevices::close);
    }
}
