package io.jlinux.spawn;

import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompArch;
import io.jlinux.security.seccomp.SeccompFilter;
import io.jlinux.security.seccomp.SeccompFlag;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompSupport;
import io.jlinux.spawn.tape.Arg;
import io.jlinux.spawn.tape.ImageLauncher;
import io.jlinux.spawn.tape.ListenerSlot;
import io.jlinux.spawn.tape.Slot;
import io.jlinux.spawn.tape.Step;
import io.jlinux.spawn.tape.TapeBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import io.jlinux.sys.raw.Syscall;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The seccomp filter of the program.
 *
 * <p>Installing one needs no_new_privs or CAP_SYS_ADMIN. Where the child has either of them to the end, the filter is the last step
 * before execve, and has to let nothing through but execve; else it comes before the child loses its rights, and what follows is filtered
 * too.
 */
final class SeccompSteps {
    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /** What a child still does after the filter, when that is the last step. */
    private static final List<Syscall> LAST = List.of(Syscall.EXECVE, Syscall.EXIT_GROUP);

    /** What a child does that loses its rights after the filter. */
    private static final List<Syscall> DROPPING = Stream.concat(
                    LAST.stream(),
                    Stream.of(
                            Syscall.PRCTL,
                            Syscall.SETGROUPS,
                            Syscall.SETRESGID,
                            Syscall.SETRESUID,
                            Syscall.CHDIR,
                            Syscall.GETCWD,
                            Syscall.CAPSET,
                            Syscall.UMASK,
                            Syscall.IOCTL,
                            Syscall.CLOSE,
                            Syscall.PPOLL,
                            Syscall.FCNTL,
                            Syscall.DUP3,
                            Syscall.CLOSE_RANGE,
                            Syscall.RT_SIGPROCMASK))
            .toList();

    private SeccompSteps() {}

    /** Whether the filter is installed right before execve. */
    static boolean isLast(SpawnSpec spec) {
        return spec.noNewPrivileges || (spec.capabilities == null && !IdentitySteps.changesIds(spec));
    }

    private static List<Syscall> filtered(SpawnSpec spec) {
        return isLast(spec) ? LAST : DROPPING;
    }

    /**
     * Whether the filter must not act on a child that shares this JVM's memory: one that SIGSYS ends leaves a core dump, for which
     * kernels before 5.16 kill all who share the memory; and one that waits for its listener to be taken keeps the calling thread asleep.
     */
    static boolean needsImage(SpawnSpec spec) {
        SeccompPolicy policy = spec.seccomp;
        return policy != null
                && (policy.notifies()
                        || filtered(spec).stream()
                                .anyMatch(c -> outcomes(policy, c).stream().anyMatch(SeccompAction::kills)));
    }

    private static Set<SeccompAction> outcomes(SeccompPolicy policy, Syscall call) {
        return policy.outcomes(SeccompArch.current(), call.kernelName());
    }

    /** What contradicts itself, or null. */
    static @Nullable String contradiction(SpawnSpec spec) {
        SeccompPolicy policy = spec.seccomp;
        if (policy == null) return null;
        String of = "the seccomp policy " + policy.name();
        if (spec.init && isLast(spec) && policy.notifies()) {
            return of + (spec.tellsViolations ? " is told of" : " notifies")
                    + " by a listener, which is the program's, and an init stands before it: not together with init()";
        }
        if (outcomes(policy, Syscall.EXECVE).stream().noneMatch(SeccompAction::lets)) {
            return of + " does not allow execve, by which the program begins";
        }
        if (!outcomes(policy, Syscall.EXIT_GROUP).stream().allMatch(a -> a.lets() || a.kills())) {
            return of + " refuses exit_group, without which neither the program nor a failed start can end";
        }
        for (Syscall call : filtered(spec)) {
            if (outcomes(policy, call).contains(SeccompAction.NOTIFY)) {
                return of + " notifies of " + call.kernelName()
                        + ", which the start itself calls, before anybody listens"
                        + (isLast(spec) ? "" : "; with noNewPrivileges() the filter would come after that");
            }
        }
        return null;
    }

    /**
     * What this kernel lacks.
     *
     * @throws LinuxException naming it
     */
    static void check(SpawnSpec spec) throws LinuxException {
        SeccompPolicy policy = spec.seccomp;
        if (policy == null) return;
        SeccompSupport.current().check(policy);
        if (policy.notifies() && !spec.features.pidfdGetfd()) {
            String lacks = "this kernel lacks pidfd_getfd (Linux 5.6), by which a listener is taken";
            throw new LinuxException("install seccomp policy", policy.name(), Errno.EOPNOTSUPP.number(), lacks);
        }
    }

    /** Installs a filter of which nothing is taken, if one was asked for, of a child that nobody waits for; the entry, or null. */
    static @Nullable Step installUnseen(SpawnSpec spec, TapeBuilder tape) {
        SeccompPolicy policy = spec.seccomp;
        return policy == null ? null : install(policy, policy.filter(), policy.flags(), tape);
    }

    /** Whether somebody is to be given a descriptor by which the program's calls are answered. */
    static boolean notifies(SpawnSpec spec) {
        return spec.seccomp != null && spec.seccomp.notifies();
    }

    /** Installs the filter, if one was asked for; what is to be taken of it, or null. */
    static @Nullable ListenerSlot install(SpawnSpec spec, TapeBuilder tape, ImageLauncher.@Nullable Channels channels) {
        SeccompPolicy policy = spec.seccomp;
        if (policy == null) return null;
        Set<SeccompFlag> flags = EnumSet.noneOf(SeccompFlag.class);
        flags.addAll(policy.flags());
        if (!policy.notifies() || channels == null) {
            install(policy, policy.filter(), flags, tape);
            return null;
        }
        flags.add(SeccompFlag.NEW_LISTENER);
        // the one thread has the filter in any case
        if (flags.contains(SeccompFlag.TSYNC)) flags.add(SeccompFlag.TSYNC_ESRCH);
        tape.call("tell", "the parent", Syscall.WRITE, Arg.fd(channels.alive()), Arg.text("s"), Arg.num(1))
                .retryInterrupted();
        Slot slot = tape.slot("listener");
        install(policy, policy.filterWaitingAt(ListenerSlot.WAKE, ListenerSlot.PATIENCE), flags, tape)
                .into(slot);
        int index = tape.size();
        tape.call(
                        "wait for",
                        "the parent to take the listener",
                        Syscall.FUTEX,
                        Arg.flags(ListenerSlot.WAKE, "&wake"),
                        Arg.flags(0, "FUTEX_WAIT"),
                        Arg.num(0),
                        Arg.flags(ListenerSlot.PATIENCE, "{60 s}"))
                .accept(Errno.EAGAIN)
                .retryInterrupted();
        return new ListenerSlot(index, slot);
    }

    /**
     * What is left to an init beside a filtered program, where the filter comes last: what it does, and nothing by which who looks into
     * it would gain anything.
     */
    static void confineInit(SpawnSpec spec, TapeBuilder tape) {
        if (spec.seccomp == null || !isLast(spec)) return;
        install(Init.POLICY, Init.POLICY.filter(), Init.POLICY.flags(), tape);
    }

    private static final class Init {
        static final SeccompPolicy POLICY = SeccompPolicy.builder("jlinux-init", SeccompAction.KILL_PROCESS)
                .allow("execveat", "read", "write", "wait4", "rt_sigtimedwait", "kill", "exit_group")
                .build();
    }

    private static Step install(SeccompPolicy policy, SeccompFilter filter, Set<SeccompFlag> flags, TapeBuilder tape) {
        int bits = flags.stream().mapToInt(SeccompFlag::bit).sum();
        String names = flags.isEmpty() ? "0" : flags.stream().map(Enum::name).collect(Collectors.joining("|"));
        String text = "{" + policy.name() + ", " + filter.size() + " instructions}";
        return tape.call(
                "install seccomp policy",
                policy.name(),
                Syscall.SECCOMP,
                Arg.flags(SECCOMP_SET_MODE_FILTER, "SECCOMP_SET_MODE_FILTER"),
                Arg.flags(bits, names),
                new Arg.Filter(filter.bytes(), text));
    }
}
