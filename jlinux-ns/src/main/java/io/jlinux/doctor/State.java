package io.jlinux.doctor;

/** How a {@link Finding} came out; the worst is the last. */
public enum State {
    /** It works as it should. */
    OK,
    /** It works in part, or by a slower or weaker way. */
    LIMITED,
    /** It does not work here. */
    MISSING
}
