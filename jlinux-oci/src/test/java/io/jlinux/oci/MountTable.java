package io.jlinux.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The mounts of a container by their targets; the last one, which is the visible one, of each. */
record MountTable(Map<String, MountLine> mounts) {

    static MountTable parse(List<String> lines) {
        Map<String, MountLine> mounts = new LinkedHashMap<>();
        lines.stream().map(MountLine::parse).forEach(m -> mounts.put(m.target(), m));
        return new MountTable(mounts);
    }

    Set<String> targets() {
        return mounts.keySet();
    }

    MountLine get(String target) {
        return Optional.ofNullable(mounts.get(target))
                .orElseThrow(() -> new AssertionError("no mount on " + target + ": " + targets()));
    }
}
