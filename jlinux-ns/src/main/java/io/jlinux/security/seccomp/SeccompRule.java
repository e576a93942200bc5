package io.jlinux.security.seccomp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What becomes of one system call, always or when all of some conditions hold. A value.
 *
 * @param call which
 * @param action what becomes of it
 * @param conditions all of which must hold; empty: always
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public record SeccompRule(Call call, SeccompAction action, List<Condition> conditions) {
    /** A system call by name, or by its number on one architecture. */
    public sealed interface Call {
        /** On all architectures of the policy that have it. */
        record Named(String name) implements Call {
            @Override
            public boolean equals(Object o) {
                return o instanceof Named n && name.equals(n.name);
            }

            @Override
            public int hashCode() {
                return name.hashCode();
            }

            @Override
            public String toString() {
                return name;
            }
        }

        /** For x32 with or without its bit 30. */
        record Numbered(SeccompArch arch, int number) implements Call {
            public Numbered {
                if (arch == SeccompArch.X32 && number >= 0) number |= SeccompArch.X32_BIT;
            }

            @Override
            public String toString() {
                Optional<String> name = arch.name(number);
                return arch + " " + Integer.toUnsignedString(number)
                        + name.map(n -> " (" + n + ")").orElse("");
            }
        }
    }

    public SeccompRule {
        conditions = List.copyOf(conditions);
    }

    /** Its number on an architecture, or empty where that has no such call. */
    OptionalInt numberOn(SeccompArch arch) {
        if (call instanceof Call.Named n) return arch.number(n.name());
        Call.Numbered n = (Call.Numbered) call;
        return n.arch() == arch ? OptionalInt.of(n.number()) : OptionalInt.empty();
    }

    /** Whether it applies whatever the arguments are. */
    public boolean always() {
        return conditions.isEmpty();
    }

    /** Whether no bit of any argument counts. */
    boolean always(boolean narrow) {
        return conditions.stream().allMatch(c -> c.mask() << (narrow ? 32 : 0) == 0);
    }

    boolean holds(long[] args, boolean narrow) {
        for (Condition c : conditions) {
            if (!c.holds(c.index() < args.length ? args[c.index()] : 0, narrow)) return false;
        }
        return true;
    }

    // Of this and what it consists of there are hundreds in a policy that is compiled first thing: methods that are
    // there at once, and
    // not assembled when they are first called, as those that a record is given

    @Override
    public boolean equals(Object o) {
        return o instanceof SeccompRule r
                && call.equals(r.call)
                && action.equals(r.action)
                && conditions.equals(r.conditions);
    }

    @Override
    public int hashCode() {
        return (call.hashCode() * 31 + action.hashCode()) * 31 + conditions.hashCode();
    }

    /** {@code personality if arg0 == 0x8: allow}. */
    @Override
    public String toString() {
        String when = conditions.stream().map(Condition::toString).collect(Collectors.joining(" and "));
        return call + (always() ? "" : " if " + when) + ": " + action;
    }
}
