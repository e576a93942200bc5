package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciConfigException;
import java.util.Optional;

/**
 * What {@code cgroupsPath} means where systemd makes the cgroup: {@code SLICE:PREFIX:NAME}. A pure function, with runc's defaults. A name that
 * ends with {@code .slice} is that of a scope as well, as crun has it: runc asks for a slice then, into which systemd takes no process.
 *
 * @param slice that the scope is placed in; {@code a-b.slice} is in {@code a.slice}
 * @param unit the name of the scope
 */
record ScopeName(String slice, String unit) {
    private static final String AT = "/linux/cgroupsPath";

    /**
     * Of a container.
     *
     * @param ofUser whether the manager of a user makes it
     */
    static ScopeName of(Optional<String> cgroupsPath, String id, boolean ofUser) {
        String usual = ofUser ? "user.slice" : "system.slice";
        String path = cgroupsPath.orElse("");
        if (path.isEmpty()) return new ScopeName(usual, "runc-" + id + ".scope");
        String[] parts = path.split(":", -1);
        if (parts.length != 3 || parts[2].isEmpty()) {
            throw new OciConfigException(
                    AT,
                    "is SLICE:PREFIX:NAME where systemd makes the cgroup, such as machine.slice:jlinux:web, not "
                            + path);
        }
        String name = parts[1].isEmpty() ? parts[2] : parts[1] + "-" + parts[2];
        return new ScopeName(parts[0].isEmpty() ? usual : parts[0], name + ".scope");
    }
}
