package io.jlinux.oci.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A syscall filter.
 *
 * @param defaultAction for every syscall that no rule matches
 * @param defaultErrnoRet for {@code ERRNO} and {@code TRACE} only; absent is EPERM
 * @param architectures besides the native one
 * @param flags of seccomp(2); absent and empty differ: absent lets the runtime choose
 * @param listenerPath UNIX socket that gets the notification descriptor, when {@code NOTIFY} is used
 * @param listenerMetadata opaque text for the listener
 * @param syscalls rules
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.3.0/config-linux.md#seccomp">config-linux.md: Seccomp</a>
 */
public record OciSeccomp(
        SeccompAction defaultAction,
        OptionalInt defaultErrnoRet,
        List<SeccompArch> architectures,
        Optional<List<Flag>> flags,
        Optional<String> listenerPath,
        Optional<String> listenerMetadata,
        List<Rule> syscalls) {

    public OciSeccomp {
        architectures = List.copyOf(architectures);
        flags = flags.map(List::copyOf);
        syscalls = List.copyOf(syscalls);
    }

    /** Whether the default or a rule is {@link SeccompAction#NOTIFY}. */
    public boolean notifies() {
        return defaultAction == SeccompAction.NOTIFY
                || syscalls.stream().anyMatch(rule -> rule.action() == SeccompAction.NOTIFY);
    }

    /**
     * What happens to some syscalls.
     *
     * @param names the syscalls, at least one
     * @param action what happens
     * @param errnoRet for {@code ERRNO} and {@code TRACE} only; absent is EPERM
     * @param args conditions, all of which must hold
     */
    public record Rule(List<String> names, SeccompAction action, OptionalInt errnoRet, List<Condition> args) {
        public Rule {
            names = List.copyOf(names);
            args = List.copyOf(args);
        }
    }

    /**
     * A condition on one argument. The values are unsigned 64-bit numbers as their bits.
     *
     * @param index which argument, 0 to 5
     * @param value what it is compared with; the mask of {@code MASKED_EQ}
     * @param valueTwo the value of {@code MASKED_EQ}; 0 when absent
     * @param op the comparison
     */
    public record Condition(int index, long value, long valueTwo, Operator op) {}

    /** A comparison, {@code SCMP_CMP_…}. */
    public enum Operator implements JsonName {
        NE,
        LT,
        LE,
        EQ,
        GE,
        GT,
        MASKED_EQ;

        @Override
        public String jsonName() {
            return "SCMP_CMP_" + name();
        }
    }

    /** A flag of seccomp(2), {@code SECCOMP_FILTER_FLAG_…}. */
    public enum Flag implements JsonName {
        TSYNC,
        LOG,
        SPEC_ALLOW,
        WAIT_KILLABLE_RECV;

        @Override
        public String jsonName() {
            return "SECCOMP_FILTER_FLAG_" + name();
        }
    }
}
