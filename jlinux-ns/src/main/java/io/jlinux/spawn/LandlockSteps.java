package io.jlinux.spawn;

import io.jlinux.security.Landlock;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Fcntl;
import io.jlinux.sys.raw.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * The child restricts itself by Landlock, in its own root: a rule names a file by its descriptor, and most of the files, such as a
 * tmpfs of its own, are there for the child only.
 */
final class LandlockSteps {
    private static final int LANDLOCK_RULE_PATH_BENEATH = 1;
    private static final int LANDLOCK_RULE_NET_PORT = 2;
    private static final String ALLOW = "allow by Landlock";

    private LandlockSteps() {}

    /**
     * Before anything has happened.
     *
     * @throws LinuxException {@code EOPNOTSUPP} when a strict ruleset asks for what this kernel lacks
     */
    static void check(SpawnSpec spec) throws LinuxException {
        Landlock asked = spec.landlock;
        if (asked == null || !asked.isStrict()) return;
        Landlock.Enforced enforced = asked.enforced(abi(spec));
        if (enforced.isAll()) return;
        String hint = enforced.abi() > 0
                ? "this kernel has Landlock's ABI " + enforced.abi() + "; without strict() the rest would be enforced"
                : Landlock.query() == -Errno.EOPNOTSUPP.number()
                        ? "Landlock is off: the boot parameter lsm= or CONFIG_LSM must have 'landlock' in its list"
                        : "this kernel has no Landlock (Linux 5.13, CONFIG_SECURITY_LANDLOCK)";
        String missing = String.join(", ", enforced.missing());
        throw new LinuxException("restrict by Landlock", missing, Errno.EOPNOTSUPP.number(), null, hint);
    }

    private static int abi(SpawnSpec spec) {
        return spec.landlockAbi >= 0 ? spec.landlockAbi : Landlock.abi();
    }

    static void add(SpawnSpec spec, TapeBuilder tape) {
        Landlock asked = spec.landlock;
        if (asked == null) return;
        Landlock l = asked.enforced(abi(spec)).ruleset();
        if (l.isEmpty()) return;
        Slot ruleset = tape.slot("ruleset");
        ByteBuffer attr = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        attr.putLong(Landlock.bits(l.files())).putLong(Landlock.bits(l.ports())).putLong(Landlock.bits(l.scopes()));
        String text = "{fs=" + hex(attr.getLong(0)) + ", net=" + hex(attr.getLong(8)) + ", scoped="
                + hex(attr.getLong(16)) + "}";
        tape.call(
                        "make",
                        "a Landlock ruleset",
                        Syscall.LANDLOCK_CREATE_RULESET,
                        new Arg.Bytes(attr.array(), text),
                        Arg.num(attr.capacity()),
                        Arg.num(0))
                .into(ruleset);
        Slot rule = tape.slots("rule", 2);
        for (Landlock.PathRule r : l.pathRules()) path(tape, ruleset, rule, r);
        for (Landlock.PortRule r : l.portRules()) port(tape, ruleset, r);
        restrict(tape, ruleset, l.logging());
        PathSteps.close(tape, Arg.ref(ruleset));
    }

    /** A rule for a file with accesses that only directories have is EINVAL: then it is added again without them. */
    private static void path(TapeBuilder tape, Slot ruleset, Slot rule, Landlock.PathRule r) {
        boolean both = r.mask(true) != r.mask(false) && r.mask(true) != 0;
        tape.move(Arg.flags(r.mask(false), hex(r.mask(false)))).into(rule);
        Step open = tape.call(
                        ALLOW,
                        r.path(),
                        Syscall.OPENAT,
                        Arg.flags(Fcntl.AT_FDCWD, "AT_FDCWD"),
                        Arg.text(r.path()),
                        Arg.flags(Fcntl.O_PATH | Fcntl.O_CLOEXEC, "O_PATH|O_CLOEXEC"),
                        Arg.num(0))
                .into(rule.word(1));
        if (r.optional()) open.accept(Errno.ENOENT, Errno.ENOTDIR).skipOnError(both ? 4 : 2);
        Step add = addPath(tape, ruleset, rule, r);
        if (both) {
            add.accept(Errno.EINVAL).skipOnSuccess(2);
            tape.move(Arg.flags(r.mask(true), hex(r.mask(true)))).into(rule);
            addPath(tape, ruleset, rule, r);
        }
        PathSteps.close(tape, new Arg.Ref(rule, 1));
    }

    /** struct landlock_path_beneath_attr is packed: the accesses, then the descriptor. */
    private static Step addPath(TapeBuilder tape, Slot ruleset, Slot rule, Landlock.PathRule r) {
        return tape.call(
                ALLOW,
                r.path(),
                Syscall.LANDLOCK_ADD_RULE,
                Arg.ref(ruleset),
                Arg.flags(LANDLOCK_RULE_PATH_BENEATH, "LANDLOCK_RULE_PATH_BENEATH"),
                new Arg.Out(rule),
                Arg.num(0));
    }

    private static void port(TapeBuilder tape, Slot ruleset, Landlock.PortRule r) {
        ByteBuffer attr = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        attr.putLong(Landlock.bits(r.access())).putLong(r.port());
        tape.call(
                ALLOW,
                "port " + r.port(),
                Syscall.LANDLOCK_ADD_RULE,
                Arg.ref(ruleset),
                Arg.flags(LANDLOCK_RULE_NET_PORT, "LANDLOCK_RULE_NET_PORT"),
                new Arg.Bytes(attr.array(), "{" + r.access() + ", " + r.port() + "}"),
                Arg.num(0));
    }

    private static void restrict(TapeBuilder tape, Slot ruleset, Set<Landlock.Logging> logging) {
        tape.call(
                "restrict by",
                "Landlock",
                Syscall.LANDLOCK_RESTRICT_SELF,
                Arg.ref(ruleset),
                Arg.flags(Landlock.bits(logging), logging.isEmpty() ? "0" : "LOG_" + logging));
    }

    private static String hex(long bits) {
        return "0x" + Long.toHexString(bits);
    }
}
