package io.jlinux.net.container;

import io.jlinux.net.nftables.BaseChain;
import io.jlinux.net.nftables.Batch;
import io.jlinux.net.nftables.Chain;
import io.jlinux.net.nftables.ChainName;
import io.jlinux.net.nftables.Counter;
import io.jlinux.net.nftables.Expression;
import io.jlinux.net.nftables.Nftables;
import io.jlinux.net.nftables.Rule;
import io.jlinux.net.nftables.RuleSpec;
import io.jlinux.net.nftables.Table;
import io.jlinux.net.nftables.TableName;
import io.jlinux.sys.LinuxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chains with their rules: what a table shall hold, to be made and to be compared with what it does. */
final class RuleContents {
    private final TableName table;
    private final Map<ChainName, Chain> chains = new LinkedHashMap<>();
    private final Map<ChainName, List<RuleSpec>> rules = new LinkedHashMap<>();

    RuleContents(TableName table) {
        this.table = table;
    }

    void add(Chain chain) {
        chains.put(chain.name(), chain);
        rules.put(chain.name(), new ArrayList<>());
    }

    /** To a chain that was added before. */
    void append(ChainName chain, RuleSpec rule) {
        rules.computeIfAbsent(chain, c -> new ArrayList<>()).add(rule);
    }

    /** Puts this in the place of whatever is there, in one step. */
    Batch batch() {
        Batch batch = new Batch().replace(Table.of(table));
        chains.values().forEach(batch::add);
        rules.forEach((chain, list) -> list.forEach(rule -> batch.append(chain, rule)));
        return batch;
    }

    /** Whether it is there as it shall be, whatever its counters say. */
    boolean isIn(Nftables nft) throws LinuxException {
        if (nft.table(table).filter(t -> !t.dormant()).isEmpty()) return false;
        Map<ChainName, BaseChain> bases = new LinkedHashMap<>();
        for (Chain chain : nft.chains(table)) chain.base().ifPresent(b -> bases.put(chain.name(), uncounted(b)));
        Map<ChainName, BaseChain> wanted = new LinkedHashMap<>();
        chains.forEach((name, chain) -> chain.base().ifPresent(b -> wanted.put(name, b)));
        Map<ChainName, List<Line>> there = new LinkedHashMap<>();
        for (ChainName chain : chains.keySet()) there.put(chain, new ArrayList<>());
        for (Rule rule : nft.rules(table))
            there.computeIfAbsent(rule.chain(), c -> new ArrayList<>())
                    .add(Line.of(rule.expressions(), rule.comment()));
        return bases.equals(wanted) && there.equals(lines());
    }

    private Map<ChainName, List<Line>> lines() {
        Map<ChainName, List<Line>> lines = new LinkedHashMap<>();
        rules.forEach((chain, list) -> lines.put(
                chain,
                list.stream().map(r -> Line.of(r.expressions(), r.comment())).toList()));
        return lines;
    }

    private static BaseChain uncounted(BaseChain b) {
        return new BaseChain(b.type(), b.hook(), b.priority(), b.devices(), b.policy(), Optional.empty());
    }

    /** A rule without its number and its counts. */
    private record Line(List<Expression> expressions, Optional<String> comment) {
        static Line of(List<Expression> expressions, Optional<String> comment) {
            return new Line(
                    expressions.stream()
                            .map(e -> e instanceof Counter ? Counter.ZERO : e)
                            .toList(),
                    comment);
        }
    }
}
