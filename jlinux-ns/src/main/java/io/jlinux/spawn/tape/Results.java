package io.jlinux.spawn.tape;

/** What the entries of a tape have stored; while the start goes on. */
@FunctionalInterface
public interface Results {
    /** Word {@code i} of a place; 0 where no entry has stored anything there. */
    long word(Slot slot, int i);

    /** Somebody who looks at them when the program has begun, or waits. */
    @FunctionalInterface
    interface Reader {
        void read(Results results);
    }
}
