package io.jlinux.spawn;

import io.jlinux.security.Personality;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.raw.Syscall;

/** Attributes of the program that no right is needed for: keyring, personality, memory that is never both writable and executable. */
final class SecuritySteps {
    private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private static final int PR_SET_MDWE = 65;
    private static final int PR_MDWE_REFUSE_EXEC_GAIN = 1;

    private SecuritySteps() {}

    static void add(SpawnSpec spec, TapeBuilder tape) {
        if (spec.newKeyring) {
            String name = spec.keyring;
            tape.call(
                    "join keyring",
                    name == null ? "of its own" : name,
                    Syscall.KEYCTL,
                    Arg.flags(KEYCTL_JOIN_SESSION_KEYRING, "KEYCTL_JOIN_SESSION_KEYRING"),
                    name == null ? Arg.num(0) : Arg.text(name));
        }
        Personality personality = spec.personality;
        if (personality != null) {
            Arg value = Arg.flags(personality.value(), personality.toString());
            tape.call("set personality", personality.toString(), Syscall.PERSONALITY, value);
        }
        if (spec.denyWriteExecute) {
            tape.call(
                    "deny",
                    "memory that is writable and executable",
                    Syscall.PRCTL,
                    Arg.flags(PR_SET_MDWE, "PR_SET_MDWE"),
                    Arg.flags(PR_MDWE_REFUSE_EXEC_GAIN, "PR_MDWE_REFUSE_EXEC_GAIN"),
                    Arg.num(0),
                    Arg.num(0),
                    Arg.num(0));
        }
    }
}
