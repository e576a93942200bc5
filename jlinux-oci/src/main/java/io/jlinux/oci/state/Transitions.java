package io.jlinux.oci.state;

import static io.jlinux.oci.spec.OciStatus.CREATED;
import static io.jlinux.oci.spec.OciStatus.PAUSED;
import static io.jlinux.oci.spec.OciStatus.RUNNING;
import static io.jlinux.oci.spec.OciStatus.STOPPED;

import io.jlinux.oci.spec.OciStateException;
import io.jlinux.oci.spec.OciStatus;
import java.util.EnumSet;
import java.util.Set;

/**
 * The life of a container, in one table: what may be done with one, and what it is after.
 *
 * <pre>
 *            create            start            pause
 *   (none) ─────────► created ───────► running ───────► paused
 *                        │                │ ▲  resume │   │
 *                        │  end, kill     │ └─────────┘   │
 *                        └───────────► stopped ◄──────────┘
 *                                         │ delete
 *                                         ▼
 *                                       (none)
 * </pre>
 */
public enum Transitions {
    START("start", EnumSet.of(CREATED), RUNNING),
    KILL("kill", EnumSet.of(CREATED, RUNNING, PAUSED), STOPPED),
    DELETE("delete", EnumSet.of(STOPPED), STOPPED),
    /** Another process in it. */
    EXEC("exec in", EnumSet.of(CREATED, RUNNING), RUNNING),
    PAUSE("pause", EnumSet.of(CREATED, RUNNING), PAUSED),
    RESUME("resume", EnumSet.of(PAUSED), RUNNING),
    /** Other limits. */
    UPDATE("update", EnumSet.of(CREATED, RUNNING, PAUSED), RUNNING);

    private final String verb;
    /** One bit for each state. */
    private final int from;

    private final OciStatus to;

    Transitions(String verb, Set<OciStatus> from, OciStatus to) {
        this.verb = verb;
        this.from = from.stream().mapToInt(status -> 1 << status.ordinal()).sum();
        this.to = to;
    }

    /** Whether it may be done with a container that is {@code status}. */
    public boolean isAllowed(OciStatus status) {
        return (from >> status.ordinal() & 1) != 0;
    }

    /**
     * Refuses it for a container that is in no state for it.
     *
     * @throws OciStateException naming both states
     */
    public void check(String id, OciStatus status) {
        if (!isAllowed(status)) throw new OciStateException(verb, id, status, from());
    }

    public String verb() {
        return verb;
    }

    /** What a container must be for it. */
    public Set<OciStatus> from() {
        Set<OciStatus> set = EnumSet.allOf(OciStatus.class);
        set.removeIf(status -> !isAllowed(status));
        return set;
    }

    /** What it is after, as far as this has an effect on that. */
    public OciStatus to() {
        return to;
    }
}
