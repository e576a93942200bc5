package io.jlinux.net.state;

import io.jlinux.sys.KernelFile;
import io.jlinux.sys.LinuxException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The boot of this machine: what was written down before it is about a world that is gone.
 *
 * @param id {@code /proc/sys/kernel/random/boot_id}
 * @param time about when it was
 */
public record Boot(String id, Instant time) {
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path UPTIME = Path.of("/proc/uptime");

    /** The last one. */
    public static Boot current() throws LinuxException {
        String seconds = KernelFile.read(UPTIME).split(" ")[0];
        long millis = (long) (Double.parseDouble(seconds) * 1000);
        return new Boot(KernelFile.read(ID).strip(), Instant.ofEpochMilli(System.currentTimeMillis() - millis));
    }
}
