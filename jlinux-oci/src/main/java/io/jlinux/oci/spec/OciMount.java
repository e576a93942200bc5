package io.jlinux.oci.spec;

import io.jlinux.ns.IdMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A mount beyond the root; mounts are made in the order in which they are listed.
 *
 * @param destination where in the container; see {@link #target()}
 * @param type the filesystem type; meaningless for a bind mount
 * @param source a device, a dummy, or the path of a bind mount (absolute or relative to the bundle)
 * @param options as in mount(8); {@link #parsedOptions()} tells what they mean
 * @param uidMappings of an id-mapped mount; when not empty, gidMappings is not empty either
 * @param gidMappings of an id-mapped mount
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config.md#mounts">config.md: Mounts</a>
 */
public record OciMount(
        String destination,
        Optional<String> type,
        Optional<String> source,
        List<String> options,
        List<IdMap.Range> uidMappings,
        List<IdMap.Range> gidMappings) {

    public OciMount {
        options = List.copyOf(options);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
    }

    /** A filesystem of a type: {@code OciMount.of("/tmp", "tmpfs", "tmpfs", "nosuid", "size=64m")}. */
    public static OciMount of(String destination, String type, String source, String... options) {
        return new OciMount(
                destination, Optional.of(type), Optional.of(source), List.of(options), List.of(), List.of());
    }

    /**
     * A recursive bind mount: {@code OciMount.bind("/data", "/volumes/1", "ro")}. Without other options it is writable.
     */
    public static OciMount bind(String destination, String source, String... options) {
        List<String> all = new ArrayList<>();
        all.add("rbind");
        all.addAll(List.of(options));
        return new OciMount(destination, Optional.of("none"), Optional.of(source), all, List.of(), List.of());
    }

    /** The options, parsed. */
    public MountOptions parsedOptions() {
        return MountOptions.parse(options);
    }

    /** The destination as an absolute path: a relative one (deprecated by the spec) is relative to {@code /}. */
    public String target() {
        return destination.startsWith("/") ? destination : "/" + destination;
    }
}
