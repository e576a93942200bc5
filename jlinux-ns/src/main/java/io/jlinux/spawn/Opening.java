package io.jlinux.spawn;

import io.jlinux.spawn.tape.Step;
import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.List;

/** The entries that open one path: a single openat2(2), or a walk of one openat(2) a component. */
final class Opening {
    private record Fallible(Step step, int index) {}

    private final List<Fallible> opens = new ArrayList<>();
    private int end;
    private int last;
    private Step lastStep;

    Opening(Step first, int index) {
        this.lastStep = first;
        add(first, index);
    }

    /** One more entry that may find that there is nothing. */
    void add(Step step, int index) {
        opens.add(new Fallible(step, index));
        end(step, index);
    }

    /** The last entry so far. */
    void end(Step step, int index) {
        lastStep = step;
        last = index;
        end = index + 1;
    }

    /** Goes on after the last entry when the path cannot be opened for one of these reasons. */
    Opening accept(Errno... errnos) {
        for (Fallible f : opens) f.step.accept(errnos).skipOnError(end - f.index - 1);
        return this;
    }

    /** Where it is opened, the entries up to {@code index} are passed over. */
    void skipOnSuccess(int index) {
        lastStep.skipOnSuccess(index - last - 1);
    }

    /** Where it is not, for an accepted reason, the entries up to {@code index} are passed over. */
    void skipOnError(int index) {
        for (Fallible f : opens) f.step.skipOnError(index - f.index - 1);
    }
}
