package io.jlinux.doctor;

import java.util.Optional;

/**
 * One thing that was looked at. A value.
 *
 * @param area what it belongs to, such as {@code namespaces}
 * @param subject its name, unique in a report, such as {@code user namespaces}
 * @param state how it came out
 * @param found what was seen, such as {@code sysctl user.max_user_namespaces is 0}
 * @param meaning what that means for programs that use JLinux; may be empty where all is well
 * @param advice what to do about it; empty where nothing has to be done, or nothing can
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_sys_user.5.html">proc_sys_user(5), the limits of namespaces</a>
 */
public record Finding(String area, String subject, State state, String found, String meaning, Optional<String> advice) {
    /** All is well. */
    public static Finding ok(String area, String subject, String found) {
        return new Finding(area, subject, State.OK, found, "", Optional.empty());
    }

    public static Finding limited(String area, String subject, String found, String meaning, String advice) {
        return new Finding(area, subject, State.LIMITED, found, meaning, Optional.of(advice));
    }

    public static Finding missing(String area, String subject, String found, String meaning, String advice) {
        return new Finding(area, subject, State.MISSING, found, meaning, Optional.of(advice));
    }

    /** {@code MISSING user namespaces: …. …. What to do: …}, in one line. */
    @Override
    public String toString() {
        return state + " " + subject + ": " + found + (meaning.isEmpty() ? "" : ". " + meaning)
                + advice.map(a -> ". What to do: " + a).orElse("");
    }
}
