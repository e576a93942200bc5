package io.jlinux.oci;

import io.jlinux.spawn.CapturedOutput;
import io.jlinux.spawn.Outcome;

/**
 * How a container that was run to its end has ended, and what it wrote: of {@link OciBundle#capture()}. A value.
 *
 * @param outcome what ended it: an exit, a signal, the time limit, want of memory …
 * @param stdout what it wrote, or the beginning and the end of it
 * @param stderr what it wrote as errors
 * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
 */
public record ContainerResult(Outcome outcome, CapturedOutput stdout, CapturedOutput stderr) {
    /** Its exit code, or 128 + the signal that killed it. */
    public int code() {
        return outcome.status().shellCode();
    }

    /** Whether it exited with 0. */
    public boolean isSuccess() {
        return outcome.isSuccess();
    }

    /** Its stdout as UTF-8; what is left out of the middle is told in a line of its own. */
    public String out() {
        return stdout.text();
    }

    /** Its stderr as UTF-8. */
    public String err() {
        return stderr.text();
    }

    /** How it ended, and what it wrote. */
    @Override
    public String toString() {
        return outcome + (out().isEmpty() ? "" : "\n" + out()) + (err().isEmpty() ? "" : "\n" + err());
    }
}
