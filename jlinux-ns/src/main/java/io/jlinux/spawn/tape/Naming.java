package io.jlinux.spawn.tape;

import io.jlinux.sys.raw.Syscall;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What the texts of a tape say in one start, where other starts of the same tape say something else. A value.
 *
 * @param placeholder what stands in the tape, also in the tape of nobody in particular
 * @param name what stands for it in this start
 */
public record Naming(String placeholder, String name) {
    /** The longest name, in bytes, for which there is room in a tape that is laid out already. */
    static final int ROOM = 255;

    /** The calls whose texts may have a name in them: what is bound, and the session keyring. */
    private static final Set<Integer> NAMED = Set.of(Syscall.OPEN_TREE.nr, Syscall.KEYCTL.nr);

    /** With the name where it belongs. */
    public String apply(String text) {
        return text.replace(placeholder, name);
    }

    /** Whether a laid out tape has room for it. */
    public boolean fits() {
        return name.getBytes(StandardCharsets.UTF_8).length <= ROOM;
    }

    Arg apply(Arg arg) {
        return arg instanceof Arg.Text t && t.value().contains(placeholder) ? Arg.text(apply(t.value())) : arg;
    }

    /**
     * Nothing but what may have a name has one: all else is measured, or looked at, before there is any.
     *
     * @throws IllegalArgumentException telling what has
     */
    static void check(Tape tape, String placeholder) {
        for (Step step : tape.steps()) {
            for (Arg arg : step.args) {
                if (hasOne(arg, placeholder) && !(arg instanceof Arg.Text && NAMED.contains(step.nr))) {
                    throw new IllegalArgumentException(
                            "the name of a start can be in the source of a bind and in the keyring's, not where it is to "
                                    + step.operation() + " " + step.target());
                }
            }
        }
    }

    private static boolean hasOne(Arg arg, String placeholder) {
        return (arg instanceof Arg.Text t && t.value().contains(placeholder))
                || (arg instanceof Arg.Pointers p && p.strings().stream().anyMatch(s -> s.contains(placeholder)));
    }
}
