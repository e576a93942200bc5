package io.jlinux.examples.judge;

/** What a judge has to say of a submission, and what that rests on. */
public record Verdict(Kind kind, String detail) {
    /** The verdicts. */
    public enum Kind {
        ACCEPTED,
        WRONG_ANSWER,
        TIME_LIMIT,
        MEMORY_LIMIT,
        OUTPUT_LIMIT,
        RUNTIME_ERROR,
        FORBIDDEN_CALL,
        COMPILE_ERROR
    }
}
