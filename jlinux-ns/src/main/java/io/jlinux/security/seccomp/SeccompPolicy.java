package io.jlinux.security.seccomp;

import io.jlinux.sys.LinuxException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which system calls a process may make: a value, compiled to the kernel's BPF without any library.
 *
 * <pre>{@code
 * SeccompPolicy noNetwork = SeccompPolicy.builder("no-network", SeccompAction.ALLOW)
 *     .rule(SeccompAction.errno(Errno.EACCES), "socket", Condition.ne(0, AF_UNIX))
 *     .build();
 * Spawn.command("make").noNewPrivileges().seccomp(noNetwork).start();
 * }</pre>
 *
 * <p>What decides about a call is what libseccomp would let decide: a rule without conditions, the first of them, whatever rules
 * with conditions there are beside it; without such a rule, the first rule whose conditions all hold; without such a one, the default
 * action. {@link #shadowed()} tells of rules that never decide.
 *
 * <p>A filter stays for the life of a process and of all its children. It cannot look behind pointers: a policy on paths or socket
 * addresses needs a {@link SeccompListener}, and even that is no safe ground for refusing by content, as another thread can change
 * what was looked at.
 *
 * <p>Immutable and thread-safe. Compiled when first asked for, once for all equal policies.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/seccomp.2.html">seccomp(2)</a>
 */
public final class SeccompPolicy {
    private static final int KEPT = 64;

    /** Filters of the policies that were compiled last. */
    private static final Map<SeccompPolicy, SeccompFilter> COMPILED =
            Collections.synchronizedMap(new LinkedHashMap<>(KEPT, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<SeccompPolicy, SeccompFilter> eldest) {
                    return size() > KEPT;
                }
            });

    private final String name;
    private final SeccompAction defaultAction;
    private final SeccompAction badArchitecture;
    private final Optional<SeccompAction> newerCalls;
    private final Set<SeccompArch> architectures;
    private final Set<SeccompFlag> flags;
    private final List<SeccompRule> rules;
    private final int hash;
    private final Set<SeccompAction.Kind> kinds;
    private final Map<SeccompArch, SortedMap<Integer, CallRules>> calls = new ConcurrentHashMap<>();
    private volatile @Nullable SeccompFilter filter;
    private volatile @Nullable Waiting waiting;

    SeccompPolicy(
            String name,
            SeccompAction defaultAction,
            SeccompAction badArchitecture,
            Optional<SeccompAction> newerCalls,
            Set<SeccompArch> architectures,
            Set<SeccompFlag> flags,
            List<SeccompRule> rules) {
        this.name = name;
        this.defaultAction = defaultAction;
        this.badArchitecture = badArchitecture;
        this.newerCalls = newerCalls;
        this.architectures = Collections.unmodifiableSet(EnumSet.copyOf(architectures));
        this.flags = flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
        this.rules = List.copyOf(rules);
        this.hash = ((defaultAction.hashCode() * 31 + badArchitecture.hashCode()) * 31 + newerCalls.hashCode()) * 31
                + this.rules.hashCode();
        // each start asks for them several times
        Set<SeccompAction.Kind> all = EnumSet.noneOf(SeccompAction.Kind.class);
        actions().forEach(a -> all.add(a.kind()));
        this.kinds = Collections.unmodifiableSet(all);
    }

    /**
     * A policy to be built.
     *
     * @param name for messages and {@code explain()}; two policies may have the same
     * @param defaultAction for every call that no rule matches
     */
    public static SeccompPolicyBuilder builder(String name, SeccompAction defaultAction) {
        return new SeccompPolicyBuilder(name, defaultAction);
    }

    /** For messages; has no part in what equals what. */
    public String name() {
        return name;
    }

    /** For every call that no rule matches. */
    public SeccompAction defaultAction() {
        return defaultAction;
    }

    /** For every call of an architecture that the policy does not list. */
    public SeccompAction badArchitecture() {
        return badArchitecture;
    }

    /** For numbers above those that the tables know, where that is not the default action. */
    public Optional<SeccompAction> newerCalls() {
        return newerCalls;
    }

    public Set<SeccompArch> architectures() {
        return architectures;
    }

    /** How it is to be installed. */
    public Set<SeccompFlag> flags() {
        return flags;
    }

    public List<SeccompRule> rules() {
        return rules;
    }

    /** Whether a {@link SeccompListener} decides some calls. */
    public boolean notifies() {
        return kinds.contains(SeccompAction.Kind.NOTIFY);
    }

    /** All actions that it can come to. */
    Stream<SeccompAction> actions() {
        return Stream.concat(
                Stream.concat(Stream.of(defaultAction, badArchitecture), newerCalls.stream()),
                rules.stream().map(SeccompRule::action));
    }

    /** The kinds of these. */
    Set<SeccompAction.Kind> kinds() {
        return kinds;
    }

    /**
     * The compiled filter; the same object for each call.
     *
     * @throws IllegalArgumentException when it would be longer than the 4096 instructions that the kernel takes
     */
    public SeccompFilter filter() {
        SeccompFilter f = filter;
        if (f == null) {
            f = COMPILED.get(this);
            if (f == null) {
                f = new SeccompFilter(FilterCompiler.compile(this, Optional.empty()));
                COMPILED.put(this, f);
            }
            filter = f;
        }
        return f;
    }

    /**
     * The filter that lets one more call through: {@code futex(address, FUTEX_WAIT, 0, timeout)}, by which a process that has just
     * installed it waits until its listener has been taken. For the tape of a start, which has these addresses.
     */
    public SeccompFilter filterWaitingAt(long address, long timeout) {
        SeccompRule rule = HandOver.rule(address, timeout);
        Waiting w = waiting;
        if (w == null || !w.rule().equals(rule)) {
            w = new Waiting(rule, new SeccompFilter(FilterCompiler.compile(this, Optional.of(rule))));
            waiting = w;
        }
        return w.filter();
    }

    private record Waiting(SeccompRule rule, SeccompFilter filter) {}

    /**
     * Installs the filter on the calling thread, and on all threads that it starts from now on, for good; sets no_new_privs. With
     * {@link SeccompFlag#TSYNC} in its flags on all threads of this JVM, as {@link #applyToProcess()}.
     *
     * <p>The JVM knows nothing of it: what its thread may no longer call fails within the JDK, the collector or the compiler in ways
     * that nobody expects, and a killing action ends the whole JVM. Refuse with an errno, and only calls that such a thread has no use
     * for. A thread of a pool keeps the filter for its next task.
     *
     * @throws IllegalStateException on a virtual thread
     * @throws LinuxException {@code EOPNOTSUPP} for what this kernel lacks
     */
    public void applyToThisThread() throws LinuxException {
        if (notifies()) throw new IllegalArgumentException(name + " notifies: it needs a handler");
        SeccompInstaller.install(this);
    }

    /**
     * As {@link #applyToThisThread()}, on all threads of this JVM at once, for good: its own as well.
     *
     * @throws LinuxException also {@code ESRCH} when a thread has a filter that this one does not have; nothing is installed then
     */
    public void applyToProcess() throws LinuxException {
        if (notifies()) throw new IllegalArgumentException(name + " notifies: its listener would be filtered too");
        SeccompInstaller.install(this, SeccompFlag.TSYNC);
    }

    /**
     * As {@link #applyToThisThread()}, for a policy that notifies. The handler runs on a daemon thread without the filter; a call that
     * handing over to it takes (futex) must not notify, or both sleep for ever.
     *
     * @return the listener, the caller's to close
     */
    public SeccompListener applyToThisThread(SeccompHandler handler) throws LinuxException {
        return SeccompInstaller.listen(this, handler);
    }

    /**
     * What it decides of a call, by its rules. The compiled filter decides the same.
     *
     * @param number as the architecture counts, for x32 with bit 30
     * @param args up to six; absent ones are 0
     */
    public SeccompAction decide(SeccompArch arch, int number, long... args) {
        SeccompArch a = arch;
        if (arch == SeccompArch.X86_64 || arch == SeccompArch.X32) {
            if (number == -1 && (lists(SeccompArch.X86_64) || lists(SeccompArch.X32))) return defaultAction;
            a = Integer.compareUnsigned(number, SeccompArch.X32_BIT) >= 0 ? SeccompArch.X32 : SeccompArch.X86_64;
        }
        if (!lists(a)) return badArchitecture;
        CallRules r = calls(a).get(number);
        return r == null ? defaultAction : r.decide(a.narrow(), args);
    }

    SortedMap<Integer, CallRules> calls(SeccompArch arch) {
        SortedMap<Integer, CallRules> made = calls.get(arch);
        if (made == null) {
            made = CallRules.of(this, arch);
            calls.put(arch, made);
        }
        return made;
    }

    /** As above, by name; empty where the architecture has no such call. */
    public Optional<SeccompAction> decide(SeccompArch arch, String call, long... args) {
        var number = arch.number(call);
        return number.isEmpty() ? Optional.empty() : Optional.of(decide(arch, number.getAsInt(), args));
    }

    /** Everything that may become of a call, whatever its arguments are. */
    public Set<SeccompAction> outcomes(SeccompArch arch, String call) {
        var number = arch.number(call);
        if (number.isEmpty()) return Set.of(defaultAction);
        CallRules r = calls(arch).get(number.getAsInt());
        if (!lists(arch)) return Set.of(badArchitecture);
        if (r == null) return Set.of(defaultAction);
        return Stream.concat(r.conditional().stream().map(SeccompRule::action), Stream.of(r.otherwise()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean lists(SeccompArch arch) {
        return architectures.contains(arch);
    }

    /** Rules that never decide, as another one without conditions, on the same call by the same name, decides alone. */
    @SuppressWarnings("ReferenceEquality") // the rule itself, not one that is equal to it
    public List<SeccompRule> shadowed() {
        Map<SeccompRule.Call, SeccompRule> always = new HashMap<>();
        for (SeccompRule r : rules) if (r.always()) always.putIfAbsent(r.call(), r);
        return rules.stream()
                .filter(r -> always.containsKey(r.call()) && always.get(r.call()) != r)
                .toList();
    }

    /**
     * The same policy, that notifies where this one kills a process or a thread: for who takes note of the call and kills by himself.
     * What becomes of other architectures stays as it is.
     */
    public SeccompPolicy notifyingOfKills() {
        List<SeccompRule> told = rules.stream()
                .map(r -> new SeccompRule(r.call(), toldOf(r.action()), r.conditions()))
                .toList();
        return new SeccompPolicy(
                name,
                toldOf(defaultAction),
                badArchitecture,
                newerCalls.map(SeccompPolicy::toldOf),
                architectures,
                flags,
                told);
    }

    private static SeccompAction toldOf(SeccompAction action) {
        return switch (action.kind()) {
            case KILL_PROCESS, KILL_THREAD -> SeccompAction.NOTIFY;
            default -> action;
        };
    }

    /** A builder that begins with all that is in here. */
    public SeccompPolicyBuilder toBuilder() {
        return new SeccompPolicyBuilder(this);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SeccompPolicy p
                && hash == p.hash
                && defaultAction.equals(p.defaultAction)
                && badArchitecture.equals(p.badArchitecture)
                && newerCalls.equals(p.newerCalls)
                && architectures.equals(p.architectures)
                && flags.equals(p.flags)
                && rules.equals(p.rules);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code no-network: allow, 1 rule, 12 instructions}. */
    @Override
    public String toString() {
        return name + ": " + defaultAction + ", " + rules.size() + (rules.size() == 1 ? " rule, " : " rules, ")
                + filter().size() + " instructions";
    }
}
