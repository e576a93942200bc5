package io.jlinux.security.seccomp;

import io.jlinux.sys.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Builds a {@link SeccompPolicy}. The order of the rules is their order. Not thread-safe.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompPolicyBuilder {
    private final String name;
    private final SeccompAction defaultAction;
    private SeccompAction badArchitecture = SeccompAction.KILL_PROCESS;
    private Optional<SeccompAction> newerCalls = Optional.empty();
    private final Set<SeccompArch> architectures = EnumSet.of(SeccompArch.current());
    private final Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
    private final List<SeccompRule> rules = new ArrayList<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private boolean skipsUnknown;

    SeccompPolicyBuilder(String name, SeccompAction defaultAction) {
        this.name = name;
        this.defaultAction = defaultAction;
    }

    SeccompPolicyBuilder(SeccompPolicy policy) {
        this(policy.name(), policy.defaultAction());
        badArchitecture = policy.badArchitecture();
        newerCalls = policy.newerCalls();
        architectures.clear();
        architectures.addAll(policy.architectures());
        flags.addAll(policy.flags());
        rules.addAll(policy.rules());
    }

    /** The architectures that may make calls at all; this JVM's alone unless said otherwise. */
    public SeccompPolicyBuilder architectures(SeccompArch... list) {
        return architectures(Arrays.asList(list));
    }

    /** As above. */
    public SeccompPolicyBuilder architectures(Collection<SeccompArch> list) {
        if (list.isEmpty()) throw new IllegalArgumentException("no architecture");
        architectures.clear();
        architectures.addAll(list);
        return this;
    }

    /** For calls of all other architectures; KILL_PROCESS unless said otherwise. */
    public SeccompPolicyBuilder badArchitecture(SeccompAction action) {
        badArchitecture = action;
        return this;
    }

    /**
     * For calls of kernels newer than the tables. Programs that try a new call and fall back when it is missing understand
     * {@code ENOSYS}, but not the {@code EPERM} of a default action.
     */
    public SeccompPolicyBuilder newerCalls(SeccompAction action) {
        newerCalls = action.equals(defaultAction) ? Optional.empty() : Optional.of(action);
        return this;
    }

    /** How it is to be installed. */
    public SeccompPolicyBuilder flags(SeccompFlag... list) {
        flags.addAll(Arrays.asList(list));
        return this;
    }

    /** Names that no architecture knows are passed over instead of being an error, as OCI runtimes do. */
    public SeccompPolicyBuilder skipUnknown() {
        skipsUnknown = true;
        return this;
    }

    /** Names that were passed over so far. */
    public Set<String> unknown() {
        return Set.copyOf(unknown);
    }

    /** What becomes of a call when all conditions hold; without conditions, always. */
    public SeccompPolicyBuilder rule(SeccompAction action, String call, Condition... conditions) {
        return rule(action, call, Arrays.asList(conditions));
    }

    /** As above. */
    public SeccompPolicyBuilder rule(SeccompAction action, String call, List<Condition> conditions) {
        if (!Known.NAMES.contains(call)) unknown.add(call);
        else rules.add(new SeccompRule(new SeccompRule.Call.Named(call), action, conditions));
        return this;
    }

    /** The same by number, on one architecture. */
    public SeccompPolicyBuilder rule(SeccompAction action, SeccompArch arch, int number, Condition... conditions) {
        rules.add(new SeccompRule(new SeccompRule.Call.Numbered(arch, number), action, Arrays.asList(conditions)));
        return this;
    }

    /** Any of these rules. */
    public SeccompPolicyBuilder rules(Collection<SeccompRule> list) {
        for (SeccompRule r : list) {
            if (r.call() instanceof SeccompRule.Call.Named n) rule(r.action(), n.name(), r.conditions());
            else rules.add(r);
        }
        return this;
    }

    /** These calls are made, whatever their arguments. */
    public SeccompPolicyBuilder allow(String... calls) {
        for (String call : calls) rule(SeccompAction.ALLOW, call);
        return this;
    }

    /** These calls fail, whatever their arguments. */
    public SeccompPolicyBuilder deny(Errno errno, String... calls) {
        for (String call : calls) rule(SeccompAction.errno(errno), call);
        return this;
    }

    /**
     * The policy.
     *
     * @throws IllegalArgumentException for a name that no architecture knows, unless they are skipped
     */
    public SeccompPolicy build() {
        if (!unknown.isEmpty() && !skipsUnknown) {
            throw new IllegalArgumentException("no system call of Linux " + SeccompArch.tableVersion() + ": "
                    + String.join(", ", new TreeSet<>(unknown)) + "; skipUnknown() passes over them");
        }
        return new SeccompPolicy(name, defaultAction, badArchitecture, newerCalls, architectures, flags, rules);
    }

    /** The names of all architectures. */
    private static final class Known {
        static final Set<String> NAMES = names();

        private static Set<String> names() {
            Set<String> all = new HashSet<>();
            for (SeccompArch a : SeccompArch.values()) all.addAll(a.names());
            all.addAll(Multiplexed.names());
            return all;
        }
    }
}
