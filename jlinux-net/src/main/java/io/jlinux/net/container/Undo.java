package io.jlinux.net.container;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Steps that were done, each with what undoes it, to be undone in reverse order. Not thread-safe. */
final class Undo {
    /** Something to do. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Something to do that has a result. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }

    /** What takes back something. */
    @FunctionalInterface
    interface Back<T> {
        void run(T made) throws IOException;
    }

    private final StepWatch watch;
    private final Deque<Action> done = new ArrayDeque<>();

    Undo(StepWatch watch) {
        this.watch = watch;
    }

    /** Does a step; {@code back} is kept when it has succeeded. */
    <T> T step(String name, Step<T> step, Back<T> back) throws IOException {
        watch.before(name);
        T made = step.run();
        done.push(() -> back.run(made));
        return made;
    }

    /** A step that leaves nothing to undo. */
    void check(String name, Action step) throws IOException {
        watch.before(name);
        step.run();
    }

    /** Undoes all, also what comes after something that fails; throws the first failure. */
    void all() throws IOException {
        @Nullable Throwable first = null;
        while (!done.isEmpty()) {
            try {
                done.pop().run();
            } catch (IOException | RuntimeException e) {
                if (first == null) first = e;
                else first.addSuppressed(e);
            }
        }
        if (first instanceof IOException e) throw e;
        if (first instanceof RuntimeException e) throw e;
    }

    /** Undoes all because of {@code cause}, which learns of what fails. */
    void because(Throwable cause) {
        try {
            all();
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
