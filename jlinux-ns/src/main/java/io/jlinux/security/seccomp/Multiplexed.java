package io.jlinux.security.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Calls that programs for i386 make through socketcall(2) and ipc(2), whose first argument says which. A rule on such a call is
 * also one on the multiplexer, as in libseccomp.
 *
 * <p>The call's own arguments are behind a pointer there, where no filter sees them: of a rule's conditions, the one on the first
 * argument is lost, and those on others look at the multiplexer's.
 */
final class Multiplexed {
    private record Entry(String multiplexer, int call) {}

    private static final Map<String, Entry> CALLS = Map.ofEntries(
            socket("socket", 1),
            socket("bind", 2),
            socket("connect", 3),
            socket("listen", 4),
            socket("accept", 5),
            socket("getsockname", 6),
            socket("getpeername", 7),
            socket("socketpair", 8),
            socket("send", 9),
            socket("recv", 10),
            socket("sendto", 11),
            socket("recvfrom", 12),
            socket("shutdown", 13),
            socket("setsockopt", 14),
            socket("getsockopt", 15),
            socket("sendmsg", 16),
            socket("recvmsg", 17),
            socket("accept4", 18),
            ipc("semop", 1),
            ipc("semget", 2),
            ipc("semctl", 3),
            ipc("semtimedop", 4),
            ipc("msgsnd", 11),
            ipc("msgrcv", 12),
            ipc("msgget", 13),
            ipc("msgctl", 14),
            ipc("shmat", 21),
            ipc("shmdt", 22),
            ipc("shmget", 23),
            ipc("shmctl", 24));

    private Multiplexed() {}

    private static Map.Entry<String, Entry> socket(String name, int call) {
        return Map.entry(name, new Entry("socketcall", call));
    }

    private static Map.Entry<String, Entry> ipc(String name, int call) {
        return Map.entry(name, new Entry("ipc", call));
    }

    /** The names of multiplexed calls, some of which no architecture has a number for. */
    static Set<String> names() {
        return CALLS.keySet();
    }

    /** The rule on the multiplexer that goes with {@code rule}, if there is one. */
    static Optional<SeccompRule> rule(SeccompRule rule) {
        if (!(rule.call() instanceof SeccompRule.Call.Named named)) return Optional.empty();
        Entry e = CALLS.get(named.name());
        if (e == null) return Optional.empty();
        List<Condition> conditions = new ArrayList<>();
        conditions.add(Condition.eq(0, e.call()));
        for (Condition c : rule.conditions()) if (c.index() != 0) conditions.add(c);
        return Optional.of(
                new SeccompRule(new SeccompRule.Call.Named(e.multiplexer()), rule.action(), List.copyOf(conditions)));
    }
}
