package io.jlinux.net.firewall;

import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.TableName;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Forwards that come and go while everything else of a {@link NatSpec} stays, and with it the chains: only their own rules change.
 *
 * @param spec what there will be
 */
record ForwardChange(NatSpec spec, List<PortForward> added, List<PortForward> removed) {
    ForwardChange {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** Empty where more changes than some forwards, or nothing does, or the first comes, or the last goes. */
    static Optional<ForwardChange> between(NatSpec before, NatSpec after) {
        boolean same = before.masquerades().equals(after.masquerades())
                && before.localhost().equals(after.localhost())
                && before.tied() == after.tied();
        if (!same || before.forwards().isEmpty() || after.forwards().isEmpty()) return Optional.empty();
        List<PortForward> added = shared(after.forwards(), before.forwards(), false);
        List<PortForward> removed = shared(before.forwards(), after.forwards(), false);
        List<PortForward> result = new ArrayList<>(shared(before.forwards(), after.forwards(), true));
        result.addAll(added);
        boolean appended = result.equals(after.forwards());
        if (!appended || (added.isEmpty() && removed.isEmpty())) return Optional.empty();
        return Optional.of(new ForwardChange(after, added, removed));
    }

    /** Those of {@code all} that others have, or have not; in their order. */
    private static List<PortForward> shared(List<PortForward> all, List<PortForward> others, boolean have) {
        Set<PortForward> set = new HashSet<>(others);
        return all.stream().filter(f -> set.contains(f) == have).toList();
    }

    /**
     * The change of the table; empty where a rule that goes is not there, since others have changed the table.
     *
     * @param nft to look up the handles of the rules that go
     */
    Optional<Batch> batch(TableName table, Nftables nft) throws LinuxException {
        Batch batch = new Batch();
        if (!removed.isEmpty() && delete(table, nft, batch) < removed.size()) return Optional.empty();
        for (PortForward f : added) NatRules.append(table, spec, f, batch);
        return Optional.of(batch);
    }

    /** Returns how many of the forwards have their rule. */
    private int delete(TableName table, Nftables nft, Batch batch) throws LinuxException {
        Set<String> comments = new HashSet<>();
        for (PortForward f : removed) {
            comments.add(f.toString());
            comments.add(NatRules.hairpinOf(f));
        }
        int forwards = 0;
        for (Rule rule : nft.rules(table)) {
            if (rule.comment().filter(comments::contains).isEmpty()) continue;
            batch.delete(rule);
            if (rule.chain().name().equals(NatRules.FORWARDS)) forwards++;
        }
        return forwards;
    }
}
