package io.jlinux.oci;

import java.io.IOException;

/** Takes back what was made before something failed: each step is done, and its own failure never hides the cause. Not thread-safe. */
final class Undoing {
    private final Exception cause;
    private boolean complete = true;

    /** Because of {@code cause}, which keeps the failures of the steps as suppressed ones. */
    Undoing(Exception cause) {
        this.cause = cause;
    }

    void step(LifeSteps.Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            complete = false;
            if (e != cause) cause.addSuppressed(e);
        }
    }

    /** Whether every step so far succeeded. */
    boolean isComplete() {
        return complete;
    }
}
