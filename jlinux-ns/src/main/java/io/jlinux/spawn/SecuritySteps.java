package io.jlinux.spawn;

import io.jlinux.security.Personality;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.raw.Syscall;

/** Attributes of the program that no right is needed for: keyring, personality, memory that is never both writable and executable. */
final class SecuritySteps {
    private static final int KEYCTL_JOIN_SESSION_KEYRING = 1;
    private static final int KEYCTL_SETPERM = 5;
    private static final int KEY_POS_ALL = 0x3f00_0000;
    private static final int KEY_USR_VIEW = 0x0001_0000;
    private static final int KEY_USR_READ = 0x0002_0000;
    private static final int KEY_USR_SEARCH = 0x0008_0000;
    private static final int KEY_USR_LINK = 0x0010_0000;
    private static final int PR_SET_MDWE = 65;
    private static final int PR_MDWE_REFUSE_EXEC_GAIN = 1;

    private SecuritySteps() {}

    static void add(SpawnSpec spec, TapeBuilder tape) {
        if (spec.newKeyring) {
            String name = spec.keyring;
            Slot keyring = tape.slot("keyring");
            tape.call(
                            "join keyring",
                            name == null ? "of its own" : name,
                            Syscall.KEYCTL,
                            Arg.flags(KEYCTL_JOIN_SESSION_KEYRING, "KEYCTL_JOIN_SESSION_KEYRING"),
                            name == null ? Arg.num(0) : Arg.text(name))
                    .into(keyring);
            if (name != null) letJoin(tape, name, keyring);
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

    /** A new keyring may be looked into by its user's other processes, but not searched for, which joining it is. */
    private static void letJoin(TapeBuilder tape, String name, Slot keyring) {
        tape.call(
                "let others join keyring",
                name,
                Syscall.KEYCTL,
                Arg.flags(KEYCTL_SETPERM, "KEYCTL_SETPERM"),
                Arg.ref(keyring),
                Arg.flags(
                        KEY_POS_ALL | KEY_USR_VIEW | KEY_USR_READ | KEY_USR_SEARCH | KEY_USR_LINK,
                        "KEY_POS_ALL|KEY_USR_VIEW|KEY_USR_READ|KEY_USR_SEARCH|KEY_USR_LINK"));
    }
}
