package io.jlinux.oci.run;

import io.jlinux.cgroup.Cgroup;
import io.jlinux.cgroup.CgroupHost;
import io.jlinux.cgroup.Hierarchy;
import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Carries out raw limits. */
final class RawLimits {
    private static final String OOM_CONTROL = "memory.oom_control";

    private RawLimits() {}

    /**
     * Refuses those that this host can have in no cgroup, before one is made.
     *
     * @throws OciConfigException naming the property
     */
    static void check(CgroupHost host, List<RawLimit> limits) {
        for (RawLimit limit : limits) {
            Optional<Hierarchy> hierarchy = host.hierarchy(limit.controller());
            if (hierarchy.isEmpty()) {
                throw new OciConfigException(
                        limit.pointer(),
                        "cannot be set: this host has no cgroup controller "
                                + limit.controller().kernelName());
            }
            int version = hierarchy.get().version();
            if (limit.writes(version).isEmpty() && !limit.lacking().isEmpty()) {
                throw new OciConfigException(
                        limit.pointer(), "cannot be set on cgroup v" + version + ": " + limit.lacking());
            }
        }
    }

    /**
     * Writes them into a new cgroup, which goes when this fails.
     *
     * @throws LinuxException {@code ENOENT} where the kernel lacks it
     */
    static void write(CgroupHost host, Cgroup cgroup, List<RawLimit> limits) throws LinuxException {
        for (RawLimit limit : limits) {
            Optional<RawLimit.Write> write = find(host, cgroup, limit);
            if (write.isPresent()) cgroup.write(write.get().file(), write.get().value());
        }
    }

    /**
     * Writes them, and when one fails puts back what was there before.
     *
     * @return what puts it back later
     */
    static List<RawLimit.Write> apply(CgroupHost host, Cgroup cgroup, List<RawLimit> limits) throws LinuxException {
        List<RawLimit.Write> undo = new ArrayList<>();
        try {
            for (RawLimit limit : limits) {
                Optional<RawLimit.Write> write = find(host, cgroup, limit);
                if (write.isEmpty()) continue;
                String file = write.get().file();
                String value = write.get().value();
                undo.add(
                        0,
                        new RawLimit.Write(file, before(file, cgroup.read(file).orElse(""), value)));
                cgroup.write(file, value);
            }
            return undo;
        } catch (LinuxException e) {
            putBack(cgroup, undo, e);
            throw e;
        }
    }

    /** Writes what was there before {@code cause}, in the reverse order. */
    static void putBack(Cgroup cgroup, List<RawLimit.Write> undo, Exception cause) {
        for (RawLimit.Write write : undo) {
            try {
                cgroup.write(write.file(), write.value());
            } catch (LinuxException suppressed) {
                cause.addSuppressed(suppressed);
            }
        }
    }

    private static Optional<RawLimit.Write> find(CgroupHost host, Cgroup cgroup, RawLimit limit) throws LinuxException {
        int version = host.hierarchy(limit.controller()).map(Hierarchy::version).orElse(2);
        for (RawLimit.Write write : limit.writes(version)) {
            if (cgroup.read(write.file()).isPresent()) return Optional.of(write);
        }
        if (limit.lacking().isEmpty()) return Optional.empty();
        throw new LinuxException(
                "set " + limit.pointer() + " of", cgroup.name(), Errno.ENOENT.number(), null, limit.lacking());
    }

    /** What a file said that is now written with {@code value}, in the form in which it is written. */
    static String before(String file, String content, String value) {
        String text = content.strip();
        if (file.equals(OOM_CONTROL)) return text.contains("oom_kill_disable 1") ? "1" : "0";
        String key = value.contains(" ") ? value.substring(0, value.indexOf(' ')) : "";
        if (key.isEmpty()) return text.lines().findFirst().orElse("");
        return text.lines()
                .filter(line -> line.startsWith(key + " "))
                .findFirst()
                .orElse(key + " default");
    }
}
