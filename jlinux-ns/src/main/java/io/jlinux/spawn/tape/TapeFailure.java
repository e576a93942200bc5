package io.jlinux.spawn.tape;

import org.jspecify.annotations.Nullable;

/** A child ended before its program began. Caught by {@code io.jlinux.spawn}, which says it in full. */
public final class TapeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Step step;
    private final int index;
    private final int errno;
    private final int signal;
    private transient long[] words = {};
    private transient @Nullable Exception refused;

    private TapeFailure(Step step, int index, int errno, int signal) {
        super(step.operation(), null, false, false);
        this.step = step;
        this.index = index;
        this.errno = errno;
        this.signal = signal;
    }

    static TapeFailure failed(Step step, int index, int errno) {
        return new TapeFailure(step, index, errno, 0);
    }

    static TapeFailure killed(Step step, int index, int signal) {
        return new TapeFailure(step, index, 0, signal);
    }

    /** The same, of a tape whose entries are counted from {@code first} on. */
    TapeFailure countedFrom(int first) {
        TapeFailure f = new TapeFailure(step, index + first, errno, signal);
        f.words = words;
        f.refused = refused;
        return f;
    }

    /** The same, with what the entries before have stored. */
    TapeFailure with(long[] results) {
        words = results;
        return this;
    }

    /** The same, of a child that ended because its parent did not let it go on. */
    TapeFailure because(@Nullable Exception parents) {
        refused = parents;
        return this;
    }

    /** Why the parent did not let the child go on, or null when it ended by itself. */
    public @Nullable Exception refused() {
        return refused;
    }

    /** What an entry has stored in word {@code i} of its place before the failure; 0 where none has. */
    public long word(Slot slot, int i) {
        return slot.index + i < words.length ? words[slot.index + i] : 0;
    }

    /** The entry that failed, or at which the child was killed. */
    public Step step() {
        return step;
    }

    /** Its place in the tape. */
    public int index() {
        return index;
    }

    /** Why it failed, or 0 when the child was killed. */
    public int errno() {
        return errno;
    }

    /** What killed the child, or 0 when the entry failed. */
    public int signal() {
        return signal;
    }
}
