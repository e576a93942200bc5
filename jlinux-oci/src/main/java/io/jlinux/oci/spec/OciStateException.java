package io.jlinux.oci.spec;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * A container is not in a state in which this can be done with it; nothing has happened.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/runtime.md#state">runtime.md: State</a>
 */
public final class OciStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final String id;
    private final OciStatus from;

    /**
     * What was to be done, and why it cannot be.
     *
     * @param verb what was to be done
     * @param id the container
     * @param from what it is
     * @param allowed what it would have to be
     */
    public OciStateException(String verb, String id, OciStatus from, Set<OciStatus> allowed) {
        super("cannot " + verb + " container " + id + ": it is " + from + ", and must be "
                + allowed.stream().map(OciStatus::toString).collect(Collectors.joining(" or ")));
        this.id = id;
        this.from = from;
    }

    /** The container. */
    public String id() {
        return id;
    }

    /** What it is. */
    public OciStatus from() {
        return from;
    }
}
